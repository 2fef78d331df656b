using System.Text.Json.Serialization;
using LurkBot.Compaction;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>What a compaction did.</summary>
/// <param name="Session">The session.</param>
/// <param name="Outcome"><c>nothing</c>, <c>planned</c> (for a dry run), <c>summarized</c>, <c>listed</c>, <c>shortened</c>, <c>outdated</c> or <c>failed</c>.</param>
/// <param name="Entry">The entry that it left.</param>
/// <param name="First">The first entry that this stands for.</param>
/// <param name="Last">The last one.</param>
/// <param name="TokensBefore">The tokens of what was made small; estimated.</param>
/// <param name="TokensAfter">The tokens of what stands in its place; estimated.</param>
/// <param name="Problem">Why it failed, or why no model wrote the summary.</param>
internal sealed record CompactionJson(
    string Session,
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Entry,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? First,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Last,
    long TokensBefore,
    long TokensAfter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem)
{
    /// <summary>The record of a dry run.</summary>
    public static CompactionJson Of(SessionKey key, CompactionForecast? forecast) =>
        new(key.ToString(), forecast is null ? "nothing" : "planned", null, forecast?.Range.First, forecast?.Range.Last, forecast?.Tokens ?? 0, 0, null);

    /// <summary>The record of a compaction.</summary>
    public static CompactionJson Of(SessionKey key, CompactionResult result)
    {
        var range = (result.Entry as CoveringEntry)?.Range;
        return new(key.ToString(), result.Outcome.ToString().ToLowerInvariant(), result.Entry?.Id, range?.First, range?.Last, result.Before, result.After, result.Problem);
    }
}
