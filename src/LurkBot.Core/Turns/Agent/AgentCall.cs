using LurkBot.Context;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Asks another program's agent: it gets the whole context and a session that knows nothing, and its stream is recorded as it comes.</summary>
/// <param name="agent">The agent.</param>
/// <param name="sessions">Its sessions.</param>
/// <param name="instructions">What the caller says before the conversation; not stored.</param>
/// <param name="options">The caller's options of the run.</param>
internal sealed class AgentCall(AIAgent agent, FreshSessions sessions, IReadOnlyList<ChatMessage> instructions, AgentRunOptions? options) : ITurnCall
{
    /// <inheritdoc/>
    /// <remarks>Which tools an agent calls is its own matter.</remarks>
    public async Task AskAsync(TurnJournal journal, ContextSettings context, bool mayCall, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        var inner = await sessions.TakeAsync(cancellationToken);
        await journal.LookAsync(mayJoin: true, cancellationToken);
        var view = ContextBuilder.Build(journal.Entries, context with { Asked = journal.Asked, Noted = journal.Noted });
        journal.CallView = view;
        var messages = await new AttachmentBytes(journal.Session).FillAsync(view.Messages, cancellationToken);
        journal.BeginCall();
        using var recorder = new AgentRecorder(journal);
        SessionTool.Recorder = recorder;
        // Always the stream: an agent that is asked for its whole answer tells of its calls when they are over.
        await foreach (var update in agent.RunStreamingAsync([.. instructions, .. messages], inner, options, cancellationToken))
        {
            await recorder.AddAsync(update);
            report(new TurnUpdate.Streamed(update));
        }

        await recorder.EndAsync();
    }
}
