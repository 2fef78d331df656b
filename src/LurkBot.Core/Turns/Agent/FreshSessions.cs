using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;

namespace LurkBot.Turns;

/// <summary>Sessions of an inner agent, each for one run: the history is in the durable session, and must be nowhere else.</summary>
/// <param name="agent">The agent.</param>
internal sealed class FreshSessions(AIAgent agent)
{
    private readonly ConditionalWeakTable<AgentSession, AIAgent> used = [];

    /// <summary>Takes a session that no run has had.</summary>
    /// <param name="cancellationToken">Cancels the making.</param>
    /// <exception cref="LurkBotException">The agent makes none.</exception>
    public async ValueTask<AgentSession> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await agent.CreateSessionAsync(cancellationToken) is { } session && used.TryAdd(session, agent) ? session : throw Refusal(null);
        }
        catch (Exception e) when (e is NotSupportedException or NotImplementedException)
        {
            throw Refusal(e);
        }
    }

    /// <summary>Refuses an agent that keeps conversations in a place of its own.</summary>
    /// <param name="agent">The agent.</param>
    /// <exception cref="LurkBotException">It does.</exception>
    public static void RefuseOwnHistory(AIAgent agent)
    {
        if (agent.GetService<SessionAgent>() is not null)
            throw new LurkBotException($"The agent {NameOf(agent)} has a durable session already. Give the agent inside of it.");
        if (agent.GetService<ChatHistoryProvider>() is { } provider and not InMemoryChatHistoryProvider)
            throw new LurkBotException($"The agent {NameOf(agent)} keeps its history in a {provider.GetType().Name}, and a durable session keeps it itself. Make the agent without a ChatHistoryProvider.");
    }

    private LurkBotException Refusal(Exception? why) => new(
        $"The agent {NameOf(agent)} does not make a new session for each run, so its own history would stand beside the durable one. Only agents whose CreateSessionAsync gives a new session each time can have a durable one.", why);

    private static string NameOf(AIAgent agent) => agent.Name ?? agent.GetType().Name;
}
