using System.Text.Json.Serialization;
using LurkBot.Operations;

namespace LurkBot.Commands;

/// <summary>What was done with a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Change"><c>archived</c>, <c>restored</c>, <c>deleted</c>, <c>forked</c> or <c>renamed</c>.</param>
/// <param name="NewSession">The fork, or the session's new key.</param>
internal sealed record ChangedSessionJson(string Session, string Change, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NewSession)
{
    /// <summary>The workspace that stays behind, where readers or trust changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WorkspaceLeft { get; init; }

    /// <summary>How many sessions that it started were deleted, or restored, with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Subagents { get; init; }

    /// <summary>How many of its schedules were paused, or go on, with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Schedules { get; init; }

    /// <summary>The record of a change.</summary>
    public static ChangedSessionJson Of(ChangedSession changed) => new(changed.Key.ToString(), changed.What.ToString().ToLowerInvariant(), changed.NewKey?.ToString()) { WorkspaceLeft = changed.LeftBehind, Subagents = changed.Subagents == 0 ? null : changed.Subagents, Schedules = changed.Schedules == 0 ? null : changed.Schedules };
}
