using System.Text.Json.Serialization;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Commands;

/// <summary>The answer to one question.</summary>
internal sealed record ReplyJson(
    string Session,
    string Reply,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reasoning,
    string Model,
    [property: JsonConverter(typeof(UsageConverter))] Usage? Usage,
    string FinishReason)
{
    /// <summary>The record of a turn.</summary>
    public static ReplyJson Of(SessionKey key, TurnResult result) => new(key.ToString(), result.Reply, result.Reasoning, result.Model, result.Usage, result.FinishReason);
}
