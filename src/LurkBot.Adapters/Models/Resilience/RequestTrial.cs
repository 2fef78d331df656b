using System.Collections.Immutable;

namespace LurkBot.Models;

/// <summary>One way of asking, and what was left out of the request on the way to it.</summary>
/// <param name="Request">What is asked.</param>
internal sealed record RequestTrial(ModelRequest Request)
{
    /// <summary>What was left out, and in words; a part without a name is a guess.</summary>
    public ImmutableArray<(string Part, string What)> LeftOut { get; init; } = [];

    /// <summary>Parts without which the provider said the same.</summary>
    public ImmutableArray<string> Innocent { get; init; } = [];

    /// <summary>What was tried before it.</summary>
    public RequestTrial? Before { get; init; }

    /// <summary>What the provider said to that.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether nothing named what is left out, so that there is nothing else to try.</summary>
    public bool IsGuess { get; init; }

    /// <summary>Whether the provider spoke of all images, rather than of the one that was sent.</summary>
    public bool MeansAll { get; init; }

    /// <summary>What was left out, for the person and the history; null for nothing.</summary>
    public string? What => LeftOut.IsEmpty ? null : string.Join(' ', LeftOut.Select(left => left.What));
}
