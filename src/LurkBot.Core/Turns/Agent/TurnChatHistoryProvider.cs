using LurkBot.Context;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Gives Agent Framework the session's context and stores each response before its tools run.</summary>
internal sealed class TurnChatHistoryProvider(TurnJournal journal, ContextSettings settings) : ChatHistoryProvider
{
    /// <summary>The turn's own message and results are on disk before they get here, so the context holds them already.</summary>
    protected override async ValueTask<IEnumerable<ChatMessage>> InvokingCoreAsync(InvokingContext context, CancellationToken cancellationToken = default)
    {
        // The framework goes on after a tool whose result could not be stored; the turn must not.
        journal.ThrowIfBroken();
        await journal.LookAsync(mayJoin: true, cancellationToken);
        var view = ContextBuilder.Build(journal.Entries, settings with { Asked = journal.Asked, Noted = journal.Noted });
        journal.CallView = view;
        return view.Messages;
    }

    /// <summary>Stores what the model said; a failed call is closed by the turn.</summary>
    protected override async ValueTask InvokedCoreAsync(InvokedContext context, CancellationToken cancellationToken = default)
    {
        if (context.InvokeException is null && context.ResponseMessages is { } messages)
            await journal.StoreResponseAsync(messages);
    }
}
