using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What the assistant does for sessions that talk to each other.</summary>
internal sealed partial class Assistant
{
    /// <inheritdoc/>
    public async ValueTask<SentJson> SendAsync(string to, string text, bool wait, string id, CancellationToken cancellationToken)
    {
        var exchange = services.Exchange ?? throw new LurkBotException("Other sessions cannot be reached here.");
        return SentJson.Of(to, wait, await exchange.SendAsync(new ExchangeSender(new Sender(Owner, Environment.UserName, Trust.Full), id) { Command = "lurkbot sessions send" }, to, text, wait, cancellationToken));
    }

    /// <summary>Has a message answered that no door waits for, in this process; returns at once.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">The message.</param>
    internal void Begin(SessionKey key, long message)
    {
        if (key.Type is SessionType.Subagent || !AnswersItself(key))
            errands.Begin(key, message);
    }

    /// <summary>
    /// Ends what this process does for a session that no door waits for any more: a turn that runs is stopped, one that waits for an approval stays, and what no model has
    /// heard waits for the next run. A server goes on instead.
    /// </summary>
    /// <param name="key">The session; null for all of them.</param>
    /// <param name="why">Why, in a sentence; null where the user stops it.</param>
    /// <returns>When it has ended, or has had its time.</returns>
    internal Task EndErrandsAsync(SessionKey? key, string? why) => Runs is null ? errands.EndAsync(key, why) : Task.CompletedTask;

    /// <summary>Waits until this process has nothing more to do for messages that no door waits for, and looks what became of one.</summary>
    /// <param name="sent">The message.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>What there is to say of it; null for one that was answered, that another process answers, or that was posted.</returns>
    internal async ValueTask<string?> FinishAsync(SentJson sent, CancellationToken cancellationToken)
    {
        await errands.DisposeAsync();
        return sent is { State: "queued", Session: { } name, Entry: { } entry } && SessionKey.TryParse(name, out var key, out _) && services.Exchange is { } exchange
            && await exchange.FindResultAsync(key, entry, cancellationToken) is { State: not ExchangeState.Answered } result
            ? result.Text
            : null;
    }

    /// <summary>Lets whoever has a session's turns anyway answer what waits there, such as the platforms of a gateway, which also ask for approvals.</summary>
    /// <value>Default: no one has.</value>
    internal Func<SessionKey, bool> AnswersItself { get; set; } = static _ => false;

    /// <summary>Runs the turns that no door waits for, in a server: it counts them with those of its doors, and waits for them when it ends.</summary>
    /// <value>Default: null, they run by themselves.</value>
    internal Func<SessionKey, IAsyncEnumerable<TurnUpdate>>? Runs { get; set; }

    /// <summary>Ends a turn that waits for another session where a newer message takes its place.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">What the turn waits for.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether it ended.</returns>
    internal ValueTask<bool> InterruptAsync(IStoredSession session, ApprovalEntry question, CancellationToken cancellationToken) => runner.InterruptAsync(session, question, cancellationToken);

    /// <summary>Waits for the session that a parked turn asked. Who stops the run stops that turn.</summary>
    /// <returns>Whether the turn may go on.</returns>
    /// <exception cref="ProcessClosingException">The process ends first; the next start goes on with it.</exception>
    private async Task<bool> AwaitAnswerAsync(IStoredSession session, ApprovalEntry question, Func<string?>? whyLeft, CancellationToken cancellationToken)
    {
        if (services.Exchange is not { } exchange)
            return false;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
        try
        {
            if (question.Name is not TurnSubagents.Tool || services.Subagents is not { } desk)
                return await exchange.AwaitAnswerAsync(session, question, over.Token);
            await desk.BeginAllAsync(session, question, over.Token);
            var children = await desk.ListAsync(session, question.Turn, over.Token);
            try
            {
                return await exchange.AwaitAnswerAsync(session, question, over.Token);
            }
            finally
            {
                if (!over.IsCancellationRequested)
                    await EndUnwantedAsync(children, new SessionChange(session.Info.Key.ToString(), "It waits no longer."));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var change = new SessionChange(Owner, whyLeft?.Invoke() ?? "stopped while it waited for another session");
            await runner.StopAsync(session, all: false, change, CancellationToken.None);
            await StopSubagentsAsync(session, [question.Turn], change);
            throw;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            throw new ProcessClosingException(isAccepted: true);
        }
    }
}
