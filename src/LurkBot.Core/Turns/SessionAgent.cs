using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>
/// Gives any agent durable sessions: a message is stored before the agent hears it, every step as it happens, and each message ends exactly
/// once, as answered, failed or cancelled, also when the process is killed: then at the next run. Thread-safe.
/// </summary>
/// <remarks>
/// What is promised depends on what the agent shows. Each level has the promises of those above it.
/// <list type="table">
/// <listheader><term>Agent</term><description>Promise</description></listheader>
/// <item><term>1. Any agent</term><description>
/// The message is durable before the agent runs, and with a <see cref="ChatMessage.MessageId"/> it is accepted once. The agent gets the
/// session's context. The message has exactly one fate. The text that came before a failure or a cancellation is kept. Killed: the message
/// waits and the next run answers it, so that tools of which the agent said nothing may run again; after three deaths it fails.
/// </description></item>
/// <item><term>2. Agents that stream a call before they run it</term><description>
/// Each call is durable before its tool runs (the stream of the inner agent is always pulled, also for a whole answer); its result when
/// the agent streams it. Killed in a tool: the next run closes the call as interrupted and the message as failed; nothing runs again.
/// </description></item>
/// <item><term>3. <see cref="ChatClientAgent"/> with tools passed through <see cref="Journal"/></term><description>
/// Each result is durable at once, before the model hears it and before the next tool of the same response ends. Killed in a tool: as
/// level 2, and the results of the tools before it are kept.
/// </description></item>
/// </list>
/// An agent with a history of its own gets a new inner session for each run; one that makes none is refused, before anything is stored.
/// System messages of the caller go before the context and are not stored. A run without a message answers what waits.
/// </remarks>
public sealed class SessionAgent : DelegatingAIAgent
{
    private const string KeyProperty = "session";
    private const string NewChannel = "agent";

    private readonly ISessionStore store;
    private readonly SessionAgentOptions options;
    private readonly SessionInbox inbox;
    private readonly FreshSessions sessions;

    /// <summary>Gives an agent durable sessions.</summary>
    /// <param name="innerAgent">The agent.</param>
    /// <param name="store">Where the sessions are.</param>
    /// <param name="options">How they are kept; null takes the defaults.</param>
    /// <exception cref="LurkBotException">The agent keeps its history somewhere else.</exception>
    public SessionAgent(AIAgent innerAgent, ISessionStore store, SessionAgentOptions? options = null)
        : base(innerAgent)
    {
        FreshSessions.RefuseOwnHistory(innerAgent);
        (this.store, this.options) = (store, options ?? new SessionAgentOptions());
        (inbox, sessions) = (new SessionInbox(store, this.options.Time), new FreshSessions(innerAgent));
    }

    /// <summary>Wraps a tool so that its result is durable at once; outside of a durable session it runs as it is.</summary>
    /// <param name="tool">The tool.</param>
    /// <returns>The tool to give to the agent.</returns>
    public static AIFunction Journal(AIFunction tool) => new SessionTool(tool);

    /// <summary>Names a session of this agent's; it is made durably by its first message.</summary>
    /// <param name="key">The session.</param>
    /// <returns>The session for runs of this agent.</returns>
    public static DurableAgentSession OpenSession(SessionKey key) => new(key);

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => new(NewSession());

    /// <inheritdoc/>
    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(KeyProperty, KeyOf(session).ToString());
            json.WriteEndObject();
        }

        return new(JsonElement.Parse(buffer.WrittenSpan));
    }

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        serializedState.ValueKind == JsonValueKind.Object && serializedState.TryGetProperty(KeyProperty, out var key) && key.ValueKind == JsonValueKind.String
            ? new(new DurableAgentSession(SessionKey.Parse(key.GetString()!)))
            : throw new LurkBotException("This is not a durable session that was serialized.");

    /// <inheritdoc/>
    protected override Task<AgentResponse> RunCoreAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunCoreStreamingAsync(messages, session, options, cancellationToken).ToAgentResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SessionBusyException">Another turn holds the session; the message was taken back.</exception>
    /// <exception cref="MessageAcceptedException">Another turn holds the session and answers the message.</exception>
    /// <exception cref="LurkBotException">The message cannot be kept, or the agent cannot have a durable session.</exception>
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var said = new SaidMessages(messages);
        if (said.Results.Count > 0)
            throw new LurkBotException("A durable session records the results of tools as they run; they cannot be given from outside.");
        var key = KeyOf(session ?? NewSession());
        // Before anything is stored: an agent that cannot have a durable session is refused here.
        await sessions.TakeAsync(cancellationToken);
        await using var stored = await store.OpenOrCreateAsync(key, cancellationToken);
        var own = said.HasMessage ? (await inbox.AcceptAsync(stored, Inbound(key, said), cancellationToken)).Entry.Id : (long?)null;
        var runner = new SessionRunner(store, inbox, new AgentTurnSetup(() => new AgentCall(InnerAgent, sessions, said.Instructions, options), Name, this.options), RunnerOptions(), this.options.Time);
        var request = new RunRequest(this.options.Sender.Name ?? this.options.Sender.Id, this.options.LockTimeout) { UpTo = own };
        var (isOwn, isEnded) = (false, false);
        await foreach (var update in runner.RunAsync(stored, request, cancellationToken))
        {
            switch (update)
            {
                case TurnUpdate.Answering answering:
                    isOwn = own is null || answering.Messages.Any(message => message.Id == own);
                    break;
                case TurnUpdate.Streamed piece when isOwn:
                    yield return piece.Update;
                    break;
                // Of a message that was answered before, or by another process.
                case TurnUpdate.TextDelta text:
                    yield return new AgentResponseUpdate(ChatRole.Assistant, text.Text) { AgentId = Id };
                    break;
                case TurnUpdate.Ended ended when own is null || ended.Result.Answers.Contains(own.Value):
                    ThrowIfNotAnswered(ended.Result, cancellationToken);
                    isEnded = true;
                    break;
            }
        }

        if (own is not null && !isEnded)
            throw new LurkBotException($"The message was accepted as entry {own} of {key} and waits: a call in that session waits for approval.");
    }

    private static void ThrowIfNotAnswered(TurnResult result, CancellationToken cancellationToken)
    {
        if (result.Fate == TurnFate.Answered)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        if (result.Fate == TurnFate.Cancelled)
            throw new OperationCanceledException(result.Why ?? "The turn was cancelled.");
        ExceptionDispatchInfo.Throw(result.Error ?? new LurkBotException("The turn failed."));
    }

    private static SessionKey KeyOf(AgentSession session) => session is DurableAgentSession durable
        ? durable.Key
        : throw new LurkBotException($"A {session.GetType().Name} is not a durable session. Make one with CreateSessionAsync or SessionAgent.OpenSession.");

    private static DurableAgentSession NewSession() => new(SessionKey.Create(NewChannel, Guid.NewGuid().ToString("n"), SessionType.Main));

    private InboundMessage Inbound(SessionKey key, SaidMessages said) => new(key, said.Text, options.Sender, options.ReplyTo) { Source = said.Source, Files = said.Files };

    private SessionRunnerOptions RunnerOptions() => new() { Serves = address => address == options.ReplyTo, QueueMode = options.QueueMode, MostTogether = int.MaxValue, GoesOn = _ => false };
}
