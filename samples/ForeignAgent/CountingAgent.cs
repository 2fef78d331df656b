using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace ForeignAgent;

/// <summary>An agent without any memory of its own: it says how many messages of the user it was given, and repeats the first.</summary>
internal sealed class CountingAgent : AIAgent
{
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var said = messages.Where(message => message.Role == ChatRole.User).ToList();
        yield return new AgentResponseUpdate(ChatRole.Assistant, $"That is message {said.Count}. ");
        yield return new AgentResponseUpdate(ChatRole.Assistant, $"The first was: {said[0].Text}");
    }

    protected override Task<AgentResponse> RunCoreAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunCoreStreamingAsync(messages, session, options, cancellationToken).ToAgentResponseAsync(cancellationToken);

    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => new(new EmptySession());

    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("There is nothing to keep.");

    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("There is nothing to keep.");

    private sealed class EmptySession : AgentSession;
}
