using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>What a runner needs of the program that it runs in: plans, models and tools.</summary>
internal interface ITurnSetup
{
    /// <summary>Plans a turn, and makes what it needs: the model's client, the tools, the budget.</summary>
    /// <param name="session">The session.</param>
    /// <param name="messages">The messages that are answered, oldest first; their trust is the same.</param>
    /// <param name="turn">The turn's id.</param>
    /// <param name="report">Told what tools do and what the person should know.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="LurkBotException">The turn cannot be planned, such as when its model is not known.</exception>
    ValueTask<PreparedTurn> PrepareAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, long turn, Action<TurnUpdate> report, CancellationToken cancellationToken);
}
