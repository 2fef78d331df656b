namespace LurkBot.Tests.Channels.Telegram;

/// <summary>A text that the Bot API refuses.</summary>
/// <param name="message">The description in the answer, such as <c>Bad Request: message text is empty</c>.</param>
internal sealed class BotApiTextException(string message) : Exception(message);
