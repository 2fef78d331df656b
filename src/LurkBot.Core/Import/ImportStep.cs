using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>What was done with one conversation, or with a file that holds none.</summary>
/// <param name="File">The file.</param>
/// <param name="Action">What was done.</param>
internal sealed record ImportStep(string File, ImportAction Action)
{
    /// <summary>The format; null when it is none.</summary>
    public string? Format { get; init; }

    /// <summary>The session; null when the step is about the file.</summary>
    public SessionKey? Key { get; init; }

    /// <summary>The conversation's title, if it has one.</summary>
    public string? Title { get; init; }

    /// <summary>How many entries were added.</summary>
    public int Entries { get; init; }

    /// <summary>Why, and what to do next.</summary>
    public string? Message { get; init; }

    /// <summary>What was said or sent and is not imported: a sentence for each kind, with which and why.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>What was left out or assumed, in words, and how often.</summary>
    public IReadOnlyDictionary<string, long> Notes { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}
