using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Facts;

/// <summary>Proposes what summaries say about people, each fact with the messages that say it.</summary>
/// <param name="memory">Keeps facts.</param>
/// <param name="mode">Whether they wait for acceptance.</param>
internal sealed class FactProposals(FactMemory memory, FactsMode mode)
{
    /// <summary>The most facts of one summary.</summary>
    private const int Most = 10;

    /// <summary>Proposes the facts of the summaries that were written after an entry.</summary>
    /// <param name="scope">Whose facts they are.</param>
    /// <param name="session">The session.</param>
    /// <param name="entries">All its entries.</param>
    /// <param name="after">The newest entry before them.</param>
    /// <param name="cancellationToken">Cancels before the next is written.</param>
    public async Task AddAsync(FactScope scope, SessionId session, IReadOnlyList<Entry> entries, long after, CancellationToken cancellationToken)
    {
        foreach (var summary in entries.OfType<SummaryEntry>().Where(summary => summary.Id > after))
        {
            foreach (var (text, evidence) in SummaryFacts.Of(summary.Content, [.. entries.Where(entry => summary.Includes(entry.Id))]).Where(fact => fact.Text.Length <= FactText.Longest).Take(Most))
            {
                // What someone did not want remembered is not proposed again.
                if (await memory.WasForgottenAsync(scope, text, cancellationToken))
                    continue;
                // The least trusted of those who said it decides what the fact may do.
                var sender = evidence.MinBy(entry => entry.Sender?.Trust ?? Trust.Low)!.Sender;
                await memory.AddAsync(scope, new FactEntry
                {
                    Content = text,
                    Sender = sender,
                    // A model may have been told by what others wrote to make this of it.
                    Proposed = mode is not FactsMode.Auto || sender is not { Trust: Trust.Full } || HasOthers(entries.Where(entry => summary.Includes(entry.Id))),
                    Sources = [new EntrySource(session, [.. evidence.Select(entry => entry.Id).Order()])],
                    Actor = "lurkbot",
                    Reason = "compaction",
                }, cancellationToken);
            }
        }
    }

    private static bool HasOthers(IEnumerable<Entry> entries) => entries.Any(entry => entry is ToolEntry || (entry is UserEntry said && said is not { IsSaid: true, Sender.Trust: Trust.Full }));
}
