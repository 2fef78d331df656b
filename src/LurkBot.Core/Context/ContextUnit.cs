using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>What is never cut apart: what a person said, or a step, a response of the model with the results of its calls.</summary>
/// <param name="head">The message or the response.</param>
/// <param name="turn">The turn that it belongs to.</param>
internal sealed class ContextUnit(Entry head, long turn)
{
    private readonly List<ToolEntry> results = [];
    private long lastPart;

    /// <summary>The message or the response.</summary>
    public Entry Head { get; private set; } = head;

    /// <summary>The results of the calls.</summary>
    public IReadOnlyList<ToolEntry> Results => results;

    /// <summary>The turn.</summary>
    public long Turn => turn;

    /// <summary>The id of its first entry.</summary>
    public long FirstId { get; } = head.Id;

    /// <summary>Where it stands among the entries: the id of the entry that noted it, else its own.</summary>
    public long Place { get; init; } = head.Id;

    /// <summary>The id of its last entry.</summary>
    public long LastId => results.Count == 0 ? Math.Max(FirstId, lastPart) : results[^1].Id;

    /// <summary>Whether a person said it to the model.</summary>
    public bool IsQuestion => Head is UserEntry { Observed: false } && !IsNote;

    /// <summary>Whether it tells of a message that was seen before: its new text, or a file of it.</summary>
    public bool IsNote { get; init; }

    /// <summary>The line that says who wrote it; null when none does.</summary>
    public string? Speaker { get; init; }

    /// <summary>Whether long results are shown shortened.</summary>
    public bool IsShortened { get; set; }

    /// <summary>Adds the next part of a text that came in several messages.</summary>
    public void Join(UserEntry part)
    {
        var first = (UserEntry)Head;
        (Head, lastPart) = (first with { Content = first.Content + part.Content, Attachments = [.. first.Attachments, .. part.Attachments] }, part.Id);
    }

    /// <summary>Adds the result of one of its calls; one that is longer than the budget bears is shown shortened from the first.</summary>
    public void Add(ToolEntry result, int longest)
    {
        results.Add(result);
        IsShortened |= result.Content.Length > longest;
    }

    /// <summary>What the model sees of a result.</summary>
    public string Shown(ToolEntry result) => IsShortened ? TruncatedToolResult.Of(result) : result.Content;

    /// <summary>Its tokens as it is shown.</summary>
    public long Tokens(TokenCounter counter)
    {
        var tokens = counter.Count(Head) + (Speaker is null ? 0 : counter.Count(Speaker));
        foreach (var result in results)
            tokens += IsShortened && TruncatedToolResult.IsLong(result) ? TokenCounter.PerEntry + counter.Count(TruncatedToolResult.Of(result)) : counter.Count(result);
        return tokens;
    }
}
