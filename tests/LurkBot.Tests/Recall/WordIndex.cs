using LurkBot.Recall;
using LurkBot.Search;
using LurkBot.Storage;

namespace LurkBot.Tests.Recall;

/// <summary>Finds the messages that share most words of five letters or more with what is said.</summary>
internal sealed class WordIndex : IRecallIndex
{
    /// <summary>What was looked for.</summary>
    public List<RecallQuery> Queries { get; } = [];

    /// <summary>Thrown by each search; null for nothing.</summary>
    public LurkBotException? Failure { get; set; }

    public async ValueTask<IReadOnlyList<RecallHit>> FindAsync(IStoredSession session, RecallQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        if (Failure is not null)
            throw Failure;
        var words = WordsOf(query.Text);
        return [.. SearchableEntry.Of(await session.ReadAllAsync(cancellationToken))
            .Where(entry => entry.Standing is EntryVisibility.Standing && entry.Id < query.Before)
            .Select(entry => new RecallHit(entry.Id, WordsOf(entry.Text).Intersect(words).Count(), entry.At, entry.Role, entry.Who, entry.Text) { IsOutside = entry.IsOutside })
            .Where(hit => hit.Score > 0)
            .OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Id)];
    }

    private static HashSet<string> WordsOf(string text) => [.. SearchTerms.Fold(text).Split(' ', '.', '?', ',', '!').Where(word => word.Length >= 5)];
}
