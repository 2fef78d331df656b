using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>The answer to a question.</summary>
/// <param name="Question">The entry that asks.</param>
/// <param name="Decision">The answer.</param>
internal sealed record WireAnswer(JsonElement Question, ApprovalDecision Decision);
