using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>
/// Chooses where the window of the newest units begins. It begins where the last one began until the high-water mark is passed, then
/// jumps to the low-water mark, so that between two jumps a context only grows at its end.
/// </summary>
internal sealed class ContextWindow
{
    /// <summary>The part of the budget that a jump leaves of the conversation: more where the window is large, so that a jump comes after many turns there, too.</summary>
    private double LowWater => Math.Clamp(0.5 + ((settings.MaxTokens - 8_000) * 0.25 / 24_000), 0.5, 0.75);

    /// <summary>The part of the budget that the beginning may take.</summary>
    private const double BeginningShare = 0.2;

    /// <summary>A provider's count that is further off than this is not believed.</summary>
    private const double LargestError = 3;

    private readonly ContextHistory history;
    private readonly ContextSettings settings;
    private readonly long[] suffix;
    private readonly int[] turnStart;
    private readonly List<ContextUnit> pinnedCovered;
    private readonly List<int> pinned = [];
    private readonly long[] pinnedTokens;
    private readonly long coveredTokens;
    private readonly long summaries;
    private readonly int lastTurn;
    private readonly int dateTokens;
    private int beginning;

    public ContextWindow(ContextHistory history, ContextSettings settings)
    {
        (this.history, this.settings) = (history, settings);
        (suffix, turnStart, pinnedTokens) = (new long[Units.Count + 1], new int[Units.Count], new long[Units.Count + 1]);
        // What is shown elsewhere than behind its neighbour may have a line of its own.
        dateTokens = settings.Zone is { } zone ? settings.Counter.Count(DateLine.Of(DateTimeOffset.UnixEpoch, zone)) : 0;
        for (var i = Units.Count - 1; i >= 0; i--)
            suffix[i] = suffix[i + 1] + Units[i].Tokens(settings.Counter) + (i + 1 < Units.Count && DateLine.Before(Units[i], Units[i + 1], settings.Zone) is { } date ? settings.Counter.Count(date) : 0);
        for (var i = 0; i < Units.Count; i++)
        {
            turnStart[i] = i > 0 && Units[i - 1].Turn == Units[i].Turn ? turnStart[i - 1] : i;
            var isPinned = history.HasPins && history.IsPinned(Units[i]);
            pinnedTokens[i + 1] = pinnedTokens[i] + (isPinned ? Units[i].Tokens(settings.Counter) + dateTokens : 0);
            if (isPinned)
                pinned.Add(i);
        }

        pinnedCovered = history.HasPins ? history.Covered.FindAll(history.IsPinned) : [];
        coveredTokens = pinnedCovered.Sum(unit => unit.Tokens(settings.Counter) + dateTokens);
        summaries = history.Summaries.Sum(summary => settings.Counter.Count(summary.Entry));
        lastTurn = Units.Count == 0 ? 0 : turnStart[^1];
        // Rather without the beginning or a digest than without an answer; and once without, until the window jumps.
        Start = Choose(isBare: Record is { IsBare: true });
        if (IsBare && Start != Remembered())
            Start = Choose(isBare: false);
        if (Needed is not null && !IsBare && settings.Strategy != ContextStrategy.Sliding)
            Start = Choose(isBare: true);

        Seen = Stable();
        Digest = Start > 0 && !IsBare && settings.Strategy == ContextStrategy.Summarize ? HistoryDigest.Of(Units.GetRange(0, Start), DigestTokens, settings.Counter) : null;
    }

    /// <summary>The index of the first unit of the window.</summary>
    public int Start { get; }

    /// <summary>The record of the newest response, when the window begins where it did then; null when it jumps.</summary>
    public ContextRecord? GoesOnFrom => Record is { } record && record.From == (Start == 0 || Start >= Units.Count ? 0 : Units[Start].FirstId) ? record : null;

    /// <summary>Whether what the strategy adds is left out for want of room.</summary>
    public bool IsBare { get; private set; }

    /// <summary>What was left out, in short; null when nothing was, or the strategy wants none.</summary>
    public string? Digest { get; }

    /// <summary>The tokens that the newest step needs with what must stand beside it, when it does not fit; null when it does.</summary>
    public long? Needed { get; private set; }

    /// <summary>How many units of the beginning are shown before the window.</summary>
    public int Beginning => Math.Min(beginning, Start);

    /// <summary>The messages of the turn that the window cuts in two; none when the window begins with a turn.</summary>
    public IReadOnlyList<ContextUnit> Questions => QuestionsOf(Start);

    /// <summary>The tokens of the whole context.</summary>
    public long Total => TotalFrom(Start);

    /// <summary>The same, as it is estimated where no provider counted.</summary>
    public long Estimated => Fixed(Start) + suffix[Start];

    /// <summary>Those that the newest response has seen already.</summary>
    public long Seen { get; }

    private List<ContextUnit> Units => history.Units;

    private long DigestTokens => settings.MaxTokens / 20;

    /// <summary>What is shown before the window because it is pinned.</summary>
    public IEnumerable<ContextUnit> Pinned(int start)
    {
        if (!history.HasPins)
            return [];
        var questions = QuestionsOf(start);
        return pinnedCovered.Concat(pinned.Where(index => index < start && index >= beginning).Select(index => Units[index])).Where(unit => !questions.Contains(unit)).OrderBy(unit => unit.FirstId);
    }

    private int Choose(bool isBare)
    {
        (IsBare, Needed) = (isBare, null);
        beginning = !isBare && settings.Strategy == ContextStrategy.Truncate ? BeginningEnd() : 0;
        if (Units.Count == 0)
            return 0;
        var start = Remembered();
        var total = TotalFrom(start);
        if (total <= settings.WindowTokens)
            return start;
        var scale = suffix[start] == 0 ? 1 : Math.Max(1, (double)(total - Fixed(start)) / suffix[start]);
        for (var next = NextTurn(start); next < Units.Count; next = NextTurn(next))
        {
            if (IsLow(next, scale))
                return next;
        }

        // Nothing but the newest turn is left, and the newest of its steps: they may take what is kept free, too.
        if (Fixed(lastTurn) + (suffix[lastTurn] * scale) <= settings.MaxTokens)
            return Math.Max(start, lastTurn);
        for (var next = Math.Max(start, lastTurn) + 1; next < Units.Count; next++)
        {
            if (IsLow(next, scale))
                return next;
        }

        var last = Units.Count - 1;
        return Fixed(last) + (suffix[last] * scale) <= settings.MaxTokens ? last : Refuse(last, Fixed(last) + (long)(suffix[last] * scale));
    }

    private bool IsLow(int start, double scale)
    {
        var fixedTokens = Fixed(start);
        return fixedTokens + (suffix[start] * scale) <= fixedTokens + Math.Max(0, (settings.WindowTokens - fixedTokens) * LowWater);
    }

    /// <summary>Where the window began when the newest response came; zero when it cannot go on there.</summary>
    private int Remembered()
    {
        if (Record is not { From: > 0 } record)
            return 0;
        var start = Units.FindIndex(unit => unit.FirstId == record.From);
        // What the window began with is not there any more.
        start = start >= 0 ? start : Units.FindIndex(unit => unit.FirstId >= record.From);
        return start < 0 ? 0 : start;
    }

    /// <summary>The record of the newest response, when the same things stand before the window and the budget is the same.</summary>
    private ContextRecord? Record => history.Record is { } record && record.IsCutFor(settings.MaxTokens, settings.Zone) && record.Summaries.SequenceEqual(history.Summaries.Select(summary => summary.Entry.Id)) ? record : null;

    /// <summary>The tokens from a start on, counted from the provider's own number for the newest response that saw the same start.</summary>
    private long TotalFrom(int start)
    {
        var estimated = Fixed(start) + suffix[start];
        if (Record is not { } record || start >= Units.Count || record.From != (start == 0 ? 0 : Units[start].FirstId))
            return estimated;
        var newest = Units.FindLastIndex(unit => unit.Head is AssistantEntry { Context: not null });
        if (newest < start || Units[newest].Head is not AssistantEntry { Usage: { Input: > 0 } usage, Partial: false } response || response.Context is not { } seen || seen.From != record.From
            || record.ShortenedThrough != history.ShortenedThrough || history.LastChange > response.Id)
        {
            return estimated;
        }

        var counted = usage.Input - seen.RecalledTokens + Math.Max(0, usage.Output - usage.Reasoning);
        // The results of its calls came after it.
        var results = suffix[newest] - suffix[newest + 1] - settings.Counter.Count(response);
        var same = Fixed(start) + suffix[start] - suffix[newest + 1] - results;
        if (counted > same * LargestError || counted < same / LargestError)
            return estimated;
        return counted + results + suffix[newest + 1];
    }

    /// <summary>What stands before the newest response, when the context begins as it did then.</summary>
    private long Stable()
    {
        var isSame = GoesOnFrom is { } record && record.Pinned.SequenceEqual(Pinned(Start).Select(unit => unit.FirstId));
        var newest = Units.FindLastIndex(unit => unit.Head is AssistantEntry { Context: not null });
        return isSame && newest >= Start ? Fixed(Start) + suffix[Start] - suffix[newest] : settings.Overhead + (Record is null ? 0 : summaries);
    }

    /// <summary>All but the window: system prompt, tools, summaries, beginning, pinned units, digest, the question of a turn that is cut.</summary>
    private long Fixed(int start)
    {
        var before = Math.Min(beginning, start);
        var tokens = settings.Overhead + summaries + dateTokens + (suffix[0] - suffix[before]) + coveredTokens + pinnedTokens[start] - pinnedTokens[before];
        if (start > 0 && !IsBare && settings.Strategy == ContextStrategy.Summarize)
            tokens += DigestTokens;
        foreach (var question in QuestionsOf(start))
        {
            if (!(history.HasPins && history.IsPinned(question)))
                tokens += question.Tokens(settings.Counter) + dateTokens;
        }

        return tokens;
    }

    private int BeginningEnd()
    {
        var end = 0;
        for (var next = Units.Count == 0 ? 0 : NextTurn(0); next < Units.Count && suffix[0] - suffix[next] <= (settings.WindowTokens - settings.Overhead - summaries) * BeginningShare; next = NextTurn(next))
            end = next;
        return end;
    }

    private int NextTurn(int index)
    {
        var turn = Units[index].Turn;
        while (index < Units.Count && Units[index].Turn == turn)
            index++;
        return index;
    }

    /// <summary>The messages that a turn began with, when the window begins behind them in it.</summary>
    private List<ContextUnit> QuestionsOf(int start)
    {
        if (start >= Units.Count || turnStart[start] == start || turnStart[start] < Math.Min(beginning, start))
            return [];
        var first = turnStart[start];
        var end = first;
        while (end < start && Units[end].Head is not AssistantEntry)
            end++;
        return end == first ? [] : Units.GetRange(first, end - first).FindAll(unit => unit.IsQuestion);
    }

    private int Refuse(int start, long tokens)
    {
        Needed = tokens;
        return start;
    }
}
