using LurkBot.Erasure;

namespace LurkBot.Commands;

/// <summary>An entry of a session that was not named, which an erasure takes.</summary>
internal sealed record ErasedEntryJson(string Session, long Entry, string Why)
{
    /// <summary>The records of a plan.</summary>
    public static IReadOnlyList<ErasedEntryJson> Of(ErasurePlan plan) => [.. plan.Copies.SelectMany(step => step.Named.Select(named => new ErasedEntryJson(step.Key.ToString(), named.Entry, named.What)))];
}
