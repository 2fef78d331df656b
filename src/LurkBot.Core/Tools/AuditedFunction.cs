using LurkBot.History;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Records a call after it, however it ended.</summary>
/// <param name="inner">The tool.</param>
/// <param name="log">The record.</param>
/// <param name="session">The session; its newest turn is the one that calls.</param>
/// <param name="sender">The id of whoever spoke.</param>
/// <param name="time">The clock.</param>
/// <param name="onProblem">Told when the record cannot be written; the call's result stands.</param>
public sealed class AuditedFunction(AIFunction inner, ToolLog log, IStoredSession session, string sender, TimeProvider time, Action<string> onProblem) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var (at, started, facts) = (time.GetUtcNow(), time.GetTimestamp(), ToolFacts.In(arguments));
        var (outcome, error) = ("ok", (string?)null);
        try
        {
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        }
        catch (Exception e)
        {
            (outcome, error) = e is OperationCanceledException ? ("cancelled", null) : ("error", e.Message);
            throw;
        }
        finally
        {
            Append(new ToolCallRecord(at, session.Info.Key, session.Info.Id, session.Info.LastTurn, sender, Name, outcome)
            {
                Arguments = arguments,
                Error = error,
                Facts = facts,
                Duration = time.GetElapsedTime(started),
            });
        }
    }

    private void Append(ToolCallRecord record)
    {
        try
        {
            log.Append(record);
        }
        catch (LurkBotException e)
        {
            onProblem(e.Message);
        }
    }
}
