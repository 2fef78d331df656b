using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>Somebody else's agent, which streams what a test says.</summary>
/// <param name="script">Gets the messages of a run.</param>
/// <param name="sessions">Makes its sessions; null makes new ones.</param>
internal sealed class ForeignAgent(Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> script, Func<AgentSession>? sessions = null) : AIAgent
{
    private readonly List<string> requests = [];

    public override string Name => "foreign";

    /// <summary>What it was given, each run's messages as one text.</summary>
    public IReadOnlyList<string> Requests => requests;

    /// <summary>An agent that says texts.</summary>
    public static ForeignAgent Saying(params string[] texts) => new((_, _) => Say(texts));

    public static async IAsyncEnumerable<AIContent> Say(params string[] texts)
    {
        await Task.Yield();
        foreach (var text in texts)
            yield return new TextContent(text);
    }

    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => new(sessions?.Invoke() ?? new Session());

    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Nobody may ask so: calls would be told of when they are over.</summary>
    protected override Task<AgentResponse> RunCoreAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        requests.Add(string.Join('\n', list.Select(message => $"{message.Role}: {message.Text}")));
        await foreach (var content in script(list, cancellationToken))
            yield return new AgentResponseUpdate(content is FunctionResultContent ? ChatRole.Tool : ChatRole.Assistant, [content]);
    }

    public sealed class Session : AgentSession;
}
