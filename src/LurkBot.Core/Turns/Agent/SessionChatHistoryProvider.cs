using System.Runtime.CompilerServices;
using LurkBot.Context;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Keeps the history of an existing <see cref="ChatClientAgent"/> in a session: the light plug, for agents that are run as they are.</summary>
/// <remarks>
/// A message of the user is durable before the model hears it; the model gets the session's context; an exception ends the message as failed.
/// What it cannot hold, since the framework tells it too little and too late, and <see cref="SessionAgent"/> can:
/// <list type="bullet">
/// <item><description>Calls are not written ahead: they come when the framework hands responses over, at the end of a run, or with
/// <c>RequirePerServiceCallChatHistoryPersistence</c> at the end of each call of the model.</description></item>
/// <item><description>The result of a tool is durable only at the end of the run, or with the next call of the model.</description></item>
/// <item><description>When the process is killed, or a run is cancelled while a tool runs, the message has no fate: it waits until a
/// <see cref="SessionAgent"/> or a <see cref="SessionRunner"/> runs in the session.</description></item>
/// <item><description>The text of a reply that broke off is lost.</description></item>
/// <item><description>Nothing holds the session for the run: two processes may answer in it at once.</description></item>
/// <item><description>A message that comes twice is stored twice.</description></item>
/// </list>
/// </remarks>
/// <param name="store">Where the sessions are.</param>
/// <param name="keyOf">Names the durable session of an agent's session.</param>
/// <param name="options">How they are kept; null takes the defaults.</param>
public sealed class SessionChatHistoryProvider(ISessionStore store, Func<AgentSession, SessionKey> keyOf, SessionAgentOptions? options = null) : ChatHistoryProvider
{
    private readonly SessionAgentOptions options = options ?? new SessionAgentOptions();
    private readonly SessionInbox inbox = new(store, (options ?? new SessionAgentOptions()).Time);
    private readonly ConditionalWeakTable<AgentSession, PluggedTurn> turns = [];

    /// <inheritdoc/>
    protected override async ValueTask<IEnumerable<ChatMessage>> InvokingCoreAsync(InvokingContext context, CancellationToken cancellationToken = default)
    {
        var said = new SaidMessages(context.RequestMessages);
        var (turn, key) = Find(context.Session);
        await using var session = await store.OpenOrCreateAsync(key, cancellationToken);
        if (said.HasMessage)
            turn.Begin((await inbox.AcceptAsync(session, new InboundMessage(key, said.Text, options.Sender, options.ReplyTo) { Files = said.Files }, cancellationToken)).Entry.Id);
        if (said.Results.Count > 0 && turn.IsOpen)
            await session.AppendAsync(turn.ResultsOf(said.Results, options.Time.GetUtcNow()), CancellationToken.None);
        var settings = options.Context with { Speakers = key.Type, Asked = turn.Unheard };
        var view = ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, cancellationToken), settings);
        return [.. said.Instructions, .. await new AttachmentBytes(session).FillAsync(view.Messages, cancellationToken)];
    }

    /// <inheritdoc/>
    /// <remarks>The token of a run that was cancelled is cancelled here: nothing is written with it.</remarks>
    protected override async ValueTask InvokedCoreAsync(InvokedContext context, CancellationToken cancellationToken = default)
    {
        var (turn, key) = Find(context.Session);
        if (!turn.IsOpen)
            return;
        await using var session = await store.OpenOrCreateAsync(key, CancellationToken.None);
        var now = options.Time.GetUtcNow();
        var messages = context.ResponseMessages?.ToList() ?? [];
        if (context.InvokeException is null && messages.Count > 0)
            await session.AppendAsync(turn.EntriesOf(messages, context.Agent.Name ?? "agent", now), CancellationToken.None);
        else
            await session.AppendAsync(turn.EndOf(context.InvokeException, key.Type, now), CancellationToken.None);
    }

    private (PluggedTurn Turn, SessionKey Key) Find(AgentSession? session) => session is null
        ? throw new LurkBotException("A durable history needs an AgentSession. Make one with CreateSessionAsync.")
        : (turns.GetOrCreateValue(session), keyOf(session));
}
