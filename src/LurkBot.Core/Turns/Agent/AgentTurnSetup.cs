using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>Prepares turns that another program's agent answers.</summary>
/// <param name="call">Makes a call of the agent.</param>
/// <param name="name">The agent's name.</param>
/// <param name="options">How its sessions are kept.</param>
internal sealed class AgentTurnSetup(Func<AgentCall> call, string? name, SessionAgentOptions options) : ITurnSetup
{
    private const string Nameless = "agent";

    public ValueTask<PreparedTurn> PrepareAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, long turn, Action<TurnUpdate> report, CancellationToken cancellationToken) => new(new PreparedTurn(
        call(),
        new SessionTurnOptions { Model = name ?? Nameless, SystemPrompt = "", Context = options.Context with { Speakers = session.Info.Key.Type }, KnowsTools = false },
        new TurnApprovals([], canAsk: false, TimeSpan.Zero, (_, _, _) => new(false))));
}
