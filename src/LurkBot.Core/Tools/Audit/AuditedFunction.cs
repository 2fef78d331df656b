using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Writes down a call before it runs, and how it ended.</summary>
/// <param name="inner">The tool.</param>
/// <param name="log">The record.</param>
/// <param name="session">The session.</param>
/// <param name="turn">The turn that calls.</param>
/// <param name="sender">The id of whoever spoke.</param>
/// <param name="isSandboxed">Whether commands run in a sandbox.</param>
/// <param name="time">The clock.</param>
/// <param name="onProblem">Told when the record cannot be written; the call runs, and its result stands.</param>
internal sealed class AuditedFunction(AIFunction inner, ToolLog log, IStoredSession session, long turn, string sender, bool isSandboxed, TimeProvider time, Action<string> onProblem) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var (started, facts) = (time.GetTimestamp(), CallFacts.In(arguments));
        var record = new ToolCallRecord(time.GetUtcNow(), session.Info.Key, session.Info.Id, turn, sender, Name, "killed")
        {
            Arguments = arguments,
            Backend = PlannedBackend,
        };
        RunningCall? running = null;
        Try(() => running = log.Begin(record));
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
            record = record with
            {
                Outcome = outcome,
                Error = error,
                Backend = facts.Backend ?? (Name is "bash" ? "none" : PlannedBackend),
                ExitCode = facts.ExitCode,
                PeakMemory = facts.PeakMemory,
                Duration = time.GetElapsedTime(started),
            };
            Try(() => log.End(running, record));
        }
    }

    /// <summary>Where a call runs if it comes so far.</summary>
    private string PlannedBackend => Name switch
    {
        "bash" => isSandboxed ? "sandbox" : "host",
        "web_fetch" => "web",
        _ => "workspace",
    };

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (LurkBotException e)
        {
            onProblem(e.Message);
        }
    }
}
