using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Commands;

/// <summary>A session in a list. <c>sessions list --json</c> writes the same by hand, since it may print a hundred thousand.</summary>
internal sealed record SessionJson(string Key, string Type, string Channel, string ChatId, string State, int MessageCount, DateTime CreatedAt, DateTime UpdatedAt)
{
    /// <summary>The record of a session.</summary>
    public static SessionJson Of(SessionInfo info) => new(
        info.Key.ToString(), info.Key.Type.ToText(), info.Key.Channel, info.Key.ChatId, info.State.ToText(), info.MessageCount, info.CreatedAt.UtcDateTime, info.UpdatedAt.UtcDateTime);
}
