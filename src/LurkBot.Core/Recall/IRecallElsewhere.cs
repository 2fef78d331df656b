using LurkBot.Entries;

namespace LurkBot.Recall;

/// <summary>Finds what a person said in their other conversations, as far as a turn may read those (RULES RE8).</summary>
internal interface IRecallElsewhere
{
    /// <summary>Finds messages of other sessions.</summary>
    /// <param name="query">What is said now.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The best first; each says from where it is.</returns>
    ValueTask<IReadOnlyList<RecallHit>> FindAsync(RecallQuery query, CancellationToken cancellationToken);

    /// <summary>Reads messages again that a turn quoted, as far as it may still read them.</summary>
    /// <param name="parts">What it quoted, of other sessions.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<IReadOnlyList<RecallHit>> ReadAsync(IReadOnlyList<RecalledPart> parts, CancellationToken cancellationToken);
}
