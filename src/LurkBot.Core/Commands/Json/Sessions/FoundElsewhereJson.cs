using LurkBot.Erasure;

namespace LurkBot.Commands;

/// <summary>Where the words of an erased text stand in what is not erased.</summary>
internal sealed record FoundElsewhereJson(string Where, string What, string? Command)
{
    /// <summary>The records of what was found.</summary>
    public static IReadOnlyList<FoundElsewhereJson> Of(IEnumerable<FoundElsewhere> found) => [.. found.Select(place => new FoundElsewhereJson(place.Where, place.What, place.Command))];
}
