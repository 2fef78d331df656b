using LurkBot.Sessions;
using Microsoft.Agents.AI;

namespace LurkBot.Turns;

/// <summary>Names the durable session of an agent's conversation; it holds nothing else, so that any process can make it again.</summary>
/// <param name="key">The session.</param>
public sealed class DurableAgentSession(SessionKey key) : AgentSession
{
    /// <summary>The session.</summary>
    public SessionKey Key { get; } = key;
}
