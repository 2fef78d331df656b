namespace LurkBot.Tests.Channels;

/// <summary>A chat action, such as typing: it shows for five seconds or until the bot's next message.</summary>
internal sealed record ServerAction(ServerBot Bot, ServerChat Chat, long? ThreadId, string Action, DateTimeOffset Time);
