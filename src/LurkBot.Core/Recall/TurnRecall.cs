using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Storage;

namespace LurkBot.Recall;

/// <summary>Recalls for a turn what its context does not hold: once, before its first call (RULES RE2, RE5).</summary>
/// <param name="index">Finds messages; null where none are recalled.</param>
/// <param name="zone">Where the owner's days begin.</param>
/// <param name="elsewhere">Finds messages of other sessions; null for none.</param>
internal sealed class TurnRecall(IRecallIndex? index, TimeZoneInfo zone, IRecallElsewhere? elsewhere = null)
{
    private const int LongestText = 4_000;

    private const int LongestExchange = 600;

    /// <summary>What is quoted before messages that are answered now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="messages">The messages, the oldest first; at least one.</param>
    /// <param name="settings">How the turn's context is cut, with the tokens of the system prompt and the tools.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>Null when the context holds all of the conversation, or nothing is near enough.</returns>
    /// <exception cref="LurkBotException">The index cannot be used.</exception>
    public async ValueTask<ContextQuotation?> ChooseAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, ContextSettings settings, CancellationToken cancellationToken)
    {
        settings = settings with { Asked = [.. messages.Select(message => message.Id)] };
        var entries = await ContextReader.ReadAsync(session, settings, cancellationToken);
        settings = settings.For(entries);
        var view = ContextBuilder.Build(entries, settings);
        // What facts leave of their own room is not used up.
        var room = Math.Min(settings.RecallRoom, settings.RecallRoom + settings.FactsRoom - view.FactsTokens - RecallText.Count(view.AddedFacts, settings.Counter));
        var quotes = index is null || room <= 0 || (view.LeftOut.Count == 0 && elsewhere is null) ? [] : await FindAsync(session, messages, entries, view, room, cancellationToken);
        return quotes.Count + view.AddedFacts.Count == 0 ? null : RecallText.Write(quotes, messages[0].Id, zone, settings.Counter, view.AddedFacts);
    }

    private async ValueTask<IReadOnlyList<RecalledQuote>> FindAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, IReadOnlyList<Entry> entries, ContextView view, int room, CancellationToken cancellationToken)
    {
        var text = Beginning(string.Join('\n', messages.Select(message => message.Content)), LongestText);
        var exchange = string.Join('\n', EffectiveHistory.Visible(entries).Where(entry => entry.IsMessage && entry.Id < messages[0].Id).TakeLast(2).Select(entry => Beginning(entry.Content, LongestExchange)));
        var query = new RecallQuery(text, exchange, view.LeftOut.Count == 0 ? 0 : view.LeftOut[^1].LastId + 1, messages[^1].At, zone);
        var own = view.LeftOut.Count == 0 ? [] : await index!.FindAsync(session, query, cancellationToken);
        var others = elsewhere is null ? [] : await elsewhere.FindAsync(query, cancellationToken);
        return RecallSelection.Choose(others.Count == 0 ? own : InTurns(own, others), view.Shown, text, room, zone, view.Settings.Counter);
    }

    /// <summary>One of each in turn: their scores cannot be compared.</summary>
    private static List<RecallHit> InTurns(IReadOnlyList<RecallHit> own, IReadOnlyList<RecallHit> others)
    {
        var hits = new List<RecallHit>(own.Count + others.Count);
        for (var i = 0; i < Math.Max(own.Count, others.Count); i++)
            hits.AddRange([.. own.Skip(i).Take(1), .. others.Skip(i).Take(1)]);
        return hits;
    }

    /// <summary>What was quoted before a turn that goes on, without what does not stand any more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="first">The turn's first message.</param>
    /// <param name="settings">How its context is cut.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when nothing was, or nothing of it is left.</returns>
    public async ValueTask<ContextQuotation?> FindAsync(IStoredSession session, long turn, long first, ContextSettings settings, CancellationToken cancellationToken)
    {
        var begun = await session.ReadAfterAsync(first, cancellationToken);
        if (begun.OfType<AssistantEntry>().FirstOrDefault(entry => entry.Turn == turn && entry.Context is { Recalled.Count: > 0 })?.Context is not { } record)
            return null;
        var entries = await session.ReadAllAsync(cancellationToken);
        var said = SearchableEntry.Of(entries).Where(entry => entry.Standing is EntryVisibility.Standing).ToDictionary(entry => entry.Id);
        var facts = settings.Facts.Where(fact => record.Recalled.Any(part => part.Session == fact.Memory && part.Entry == fact.Id)).ToList();
        var others = elsewhere is null ? [] : await elsewhere.ReadAsync([.. record.Recalled.Where(part => part.Session is not null)], cancellationToken);
        var quotes = record.Recalled
            .Select(part => (Hit: part.Session is { } other ? others.FirstOrDefault(hit => hit.Origin?.Id == other && hit.Id == part.Entry) : said.TryGetValue(part.Entry, out var entry) ? RecallHit.Of(entry) : null, Part: part))
            .Where(found => found.Hit is not null)
            .Select(found => RecalledQuote.Of(found.Hit!, found.Part))
            .OfType<RecalledQuote>()
            .ToList();
        return quotes.Count + facts.Count == 0 ? null : RecallText.Write(quotes, first, zone, settings.For(entries).Counter, facts);
    }

    private static string Beginning(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
