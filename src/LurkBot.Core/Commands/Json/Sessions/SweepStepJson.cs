using System.Text.Json.Serialization;
using LurkBot.Operations;
using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>One thing that a sweep did, or would do.</summary>
/// <param name="Step"><c>compact</c>, <c>move</c>, <c>in_use</c>, <c>purge</c> or <c>problem</c>.</param>
/// <param name="Session">The session.</param>
/// <param name="First">The first entry that is compacted.</param>
/// <param name="Last">The last.</param>
/// <param name="State">The state that the session moved to.</param>
/// <param name="Reason">The rule.</param>
/// <param name="Name">What was destroyed.</param>
/// <param name="Message">Why a session was not swept.</param>
internal sealed record SweepStepJson(
    string Step,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? First = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Last = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null)
{
    /// <summary>The record of a step.</summary>
    public static SweepStepJson Of(SweepRecord record) => record switch
    {
        SweepRecord.Compaction step => new("compact", step.Key.ToString(), step.Range.First, step.Range.Last, Reason: step.Reason),
        SweepRecord.Move step => new("move", step.Key.ToString(), State: step.State.ToText(), Reason: step.Reason),
        SweepRecord.InUse step => new("in_use", step.Key.ToString()),
        SweepRecord.Purge step => new("purge", Name: step.Name),
        SweepRecord.Problem step => new("problem", step.Key?.ToString(), Message: step.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, "Not a step of a sweep."),
    };
}
