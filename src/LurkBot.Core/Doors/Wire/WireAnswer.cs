using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>The answer to a question.</summary>
internal sealed record WireAnswer
{
    /// <summary>The entry that asks.</summary>
    public required JsonElement Question { get; init; }

    public required ApprovalDecision Decision { get; init; }

    /// <summary>The message whose run the client reads; null for all that wait.</summary>
    public long? UpTo { get; init; }
}
