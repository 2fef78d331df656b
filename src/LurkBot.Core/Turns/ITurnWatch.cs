using LurkBot.Entries;

namespace LurkBot.Turns;

/// <summary>Looks at a session while a turn runs in it: other processes stop the turn, or steer it, by what they append.</summary>
internal interface ITurnWatch
{
    /// <summary>Looks at what was appended since the last look.</summary>
    /// <param name="mayJoin">Whether messages that steer the turn may join it now.</param>
    /// <param name="cancellationToken">The turn's own.</param>
    /// <returns>Messages that join the turn now, and what became of them since they were accepted, oldest first.</returns>
    /// <exception cref="OperationCanceledException">The turn was stopped.</exception>
    ValueTask<IReadOnlyList<Entry>> LookAsync(bool mayJoin, CancellationToken cancellationToken);
}
