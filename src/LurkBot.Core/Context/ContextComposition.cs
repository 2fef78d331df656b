using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>Collects the messages of a context and what they are made of.</summary>
internal sealed class ContextComposition(ContextHistory history, ContextWindow cut, ContextSettings settings)
{
    private readonly ContextMessages messages = new();
    private readonly List<ContextPart> parts = [];
    private readonly List<ContextGap> gaps = [];
    private readonly HashSet<long> shown = [];
    private ContextQuotation? recalled;
    private ContextUnit? newest;
    private ContextFacts facts = new([], []);

    /// <summary>The tokens of the facts before the window.</summary>
    public int FactsTokens { get; private set; }

    /// <summary>Adds what is remembered, as far as there is room beside the newest turn.</summary>
    public void AddFacts()
    {
        var chosen = ContextFacts.Of(settings, cut.GoesOnFrom);
        facts = chosen;
        if (chosen.Text() is not { } text)
            return;
        var tokens = settings.Counter.Count(text) + TokenCounter.PerEntry;
        if (cut.Total + tokens > settings.MaxTokens)
        {
            facts = new([], chosen.Added);
            return;
        }

        FactsTokens = tokens;
        messages.AddNote(text);
        parts.Add(new ContextPart(ContextPartKind.Facts, chosen.Before[0].Id, chosen.Before[^1].Id, tokens));
    }

    /// <summary>Adds something that stands for entries.</summary>
    public void AddText(ContextPartKind kind, EntryRange range, string text, long tokens)
    {
        messages.AddNote(text);
        parts.Add(new ContextPart(kind, range.First, range.Last, tokens));
        if (kind == ContextPartKind.Summary)
            gaps.Add(new ContextGap(range.First, range.Last, "a summary stands for them"));
    }

    /// <summary>Adds units as they are.</summary>
    public void AddUnits(ContextPartKind kind, IEnumerable<ContextUnit> units)
    {
        var (first, last, tokens) = (0L, 0L, 0L);
        foreach (var unit in units)
        {
            var date = DateLine.Before(newest, unit, settings.Zone);
            newest = unit;
            messages.Add(unit, date);
            shown.Add(unit.FirstId);
            first = first == 0 ? unit.FirstId : Math.Min(first, unit.FirstId);
            last = Math.Max(last, unit.LastId);
            tokens += unit.Tokens(settings.Counter) + (date is null ? 0 : settings.Counter.Count(date));
        }

        if (first > 0)
            parts.Add(new ContextPart(kind, first, last, tokens));
    }

    /// <summary>Adds what is quoted of earlier entries.</summary>
    public void AddQuotation(ContextQuotation quotation)
    {
        messages.AddQuotation(quotation.Text);
        parts.Add(new ContextPart(ContextPartKind.Recalled, quotation.Parts[0].Entry, quotation.Parts[^1].Entry, quotation.Tokens));
        recalled = quotation;
    }

    /// <summary>Says what is left out between the beginning and the window.</summary>
    public void AddGap(IReadOnlyList<ContextUnit> pinned)
    {
        var kept = pinned.Concat(cut.Questions).ToHashSet();
        var left = history.Units.Take(cut.Start).Skip(cut.Beginning).Where(unit => !kept.Contains(unit)).ToList();
        if (left.Count == 0)
            return;
        var range = new EntryRange(left.Min(unit => unit.FirstId), left.Max(unit => unit.LastId));
        gaps.Add(new ContextGap(range.First, range.Last, string.Create(CultureInfo.InvariantCulture, $"beyond the budget of {settings.MaxTokens} tokens")));
        if (cut.Digest is { Length: > 0 } digest)
            AddText(ContextPartKind.Digest, range, string.Create(CultureInfo.InvariantCulture, $"[Entries {range} of this conversation are left out here. What people said in them began so:]\n{digest}"), settings.Counter.Count(digest));
        else if (settings.Strategy == ContextStrategy.Truncate)
            messages.AddNote(string.Create(CultureInfo.InvariantCulture, $"[Entries {range} of this conversation are left out here.]"));
    }

    /// <summary>The tokens of what is not part of the conversation.</summary>
    private int Beside => FactsTokens + (recalled?.Tokens ?? 0);

    private IReadOnlyList<RecalledPart> LastRecalled() =>
        history.Units.FindLast(unit => unit.Head is AssistantEntry) is not { } answer ? []
            : history.Units.Find(unit => unit.Turn == answer.Turn && unit.Head is AssistantEntry { Context.Recalled.Count: > 0 })?.Head is AssistantEntry { Context: { } record } ? record.Recalled : [];

    /// <summary>The context.</summary>
    public ContextView ToView(IReadOnlyList<ContextUnit> pinned)
    {
        var from = cut.Start == 0 || cut.Start >= history.Units.Count ? 0 : history.Units[cut.Start].FirstId;
        var record = new ContextRecord(from, settings.MaxTokens, [.. history.Summaries.Select(summary => summary.Entry.Id)], [.. pinned.Select(unit => unit.FirstId)], history.PinsFrom, history.ShortenedThrough)
        {
            Zone = settings.Zone?.Id,
            IsBare = cut.IsBare,
            Recalled = recalled?.Parts ?? [],
            RecalledTokens = Beside,
            Facts = facts.ToRecord(),
        };
        gaps.Sort((one, other) => one.FirstId.CompareTo(other.FirstId));
        return new ContextView(messages.ToList(), parts, gaps, cut.Total + Beside, Math.Min(cut.Seen, cut.Total) + (cut.GoesOnFrom is null ? 0 : FactsTokens), settings, record)
        {
            Shown = shown,
            Estimated = cut.Estimated + Beside,
            AddedFacts = facts.Added,
            FactsTokens = FactsTokens,
            LastRecalled = LastRecalled(),
        };
    }
}
