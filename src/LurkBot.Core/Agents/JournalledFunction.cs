using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>Runs a tool and makes its result durable at once (invariant 4).</summary>
internal sealed class JournalledFunction(AIFunction function, TurnJournal journal) : DelegatingAIFunction(function)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var callId = FunctionInvokingChatClient.CurrentContext?.CallContent.CallId ?? "";
        try
        {
            var result = (await base.InvokeCoreAsync(arguments, cancellationToken))?.ToString() ?? "";
            await journal.StoreResultAsync(callId, Name, result, error: false);
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var text = $"Error: {e.Message}";
            await journal.StoreResultAsync(callId, Name, text, error: true);
            return text;
        }
    }
}
