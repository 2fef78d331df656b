using LurkBot.Context;

namespace LurkBot.Turns;

/// <summary>Asks what answers in a turn: a model, or a whole agent.</summary>
internal interface ITurnCall
{
    /// <summary>Asks with the session's context and writes into the journal what comes.</summary>
    /// <param name="journal">The turn.</param>
    /// <param name="context">How the context is cut.</param>
    /// <param name="mayCall">Whether tools may be called.</param>
    /// <param name="report">Told what happens.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task AskAsync(TurnJournal journal, ContextSettings context, bool mayCall, Action<TurnUpdate> report, CancellationToken cancellationToken);
}
