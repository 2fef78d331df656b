using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Runs a tool and makes its result durable at once (invariant 4); a call that must be approved first is left to a later run.</summary>
internal sealed class JournalledFunction(AIFunction function, TurnJournal journal) : DelegatingAIFunction(function)
{
    /// <summary>What the framework gets in the place of a result when the turn is parked; no model ever sees it.</summary>
    private const string Parked = "The call waits for approval.";

    /// <summary>What the framework gets for a call that does not run any more; the turn closes it.</summary>
    private const string NotRun = "Not run.";

    /// <summary>Runs a call that the framework did not begin: one that was approved, or that stood behind it.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<string> RunAsync(string callId, AIFunctionArguments arguments, CancellationToken cancellationToken) => InvokeAsync(callId, arguments, cancellationToken);

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var result = await InvokeAsync(FunctionInvokingChatClient.CurrentContext?.CallContent.CallId ?? "", arguments, cancellationToken);
        if ((journal.IsParked || journal.IsAtCallLimit) && FunctionInvokingChatClient.CurrentContext is { } context)
            context.Terminate = true;
        return result;
    }

    private async Task<string> InvokeAsync(string callId, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (journal.IsParked)
            return Parked;
        if (!journal.TryTakeCall())
            return NotRun;
        await journal.LookAsync(mayJoin: false, cancellationToken);
        var (text, failed) = ("", false);
        try
        {
            CallFacts.In(arguments).CallId = callId;
            text = (await base.InvokeCoreAsync(arguments, cancellationToken))?.ToString() ?? "";
        }
        catch (ApprovalNeededException e)
        {
            await journal.ParkAsync(callId, Name, e);
            return Parked;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            (text, failed) = ($"Error: {e.Message}", true);
        }

        return await journal.StoreResultAsync(callId, Name, text, failed, CallFacts.In(arguments).Blob, CallFacts.In(arguments).Sources);
    }
}
