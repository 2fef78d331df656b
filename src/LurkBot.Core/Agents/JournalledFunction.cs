using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>Runs a tool and makes its result durable at once (invariant 4).</summary>
internal sealed class JournalledFunction(AIFunction function, TurnJournal journal) : DelegatingAIFunction(function)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var callId = FunctionInvokingChatClient.CurrentContext?.CallContent.CallId ?? "";
        var (text, failed) = ("", false);
        try
        {
            text = (await base.InvokeCoreAsync(arguments, cancellationToken))?.ToString() ?? "";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            (text, failed) = ($"Error: {e.Message}", true);
        }

        return await journal.StoreResultAsync(callId, Name, text, failed);
    }
}
