using System.Globalization;
using LurkBot.Access;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Planning;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Exchange;

/// <summary>
/// Sessions that talk to each other. A message to a chat of a platform is posted there through the outbox; a message to another session, or with the wish for an
/// answer, is accepted there like any other, with its origin, and answered by that session in a turn of its own. Thread-safe.
/// </summary>
internal sealed class SessionExchange : ISessionExchange
{
    private const int LongestMessage = 20_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250), OneDay = TimeSpan.FromDays(1);

    private readonly AssistantServices services;
    private readonly Assistant assistant;
    private readonly SessionTargets targets;
    private readonly SessionReading reading;
    private readonly ChainBook chains;

    private SessionExchange(AssistantServices services, Assistant assistant)
    {
        (this.services, this.assistant) = (services, assistant);
        chains = new ChainBook(services.Options.Sessions.Persistence ? services.Options.Home : null, services.Time);
        targets = new SessionTargets(services, () => Posts);
        reading = new SessionReading(services, targets, services.Search ?? new ScanSearch(services.Store).SearchAsync);
    }

    /// <summary>The platforms.</summary>
    /// <value>Default: null, there are none.</value>
    public IChatPosts? Posts { get; set; }

    /// <summary>Lets the turns of an assistant reach other sessions.</summary>
    /// <param name="services">What its turns share.</param>
    /// <param name="assistant">The assistant, which answers the messages.</param>
    /// <returns>What reaches them.</returns>
    public static SessionExchange Attach(AssistantServices services, Assistant assistant)
    {
        var exchange = new SessionExchange(services, assistant);
        services.Exchange = exchange;
        return exchange;
    }

    /// <inheritdoc/>
    public async ValueTask<ExchangeResult> SendAsync(ExchangeSender sender, string to, string text, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            return await SendWithinLimitsAsync(sender, to, text, wait, cancellationToken);
        }
        catch (ChainEndedException e)
        {
            await ChainNotice.TellAsync(services.Store, sender, e.Why, services.Time.GetUtcNow(), cancellationToken);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ExchangeResult?> FindResultAsync(SessionKey session, long entry, CancellationToken cancellationToken) => FindResultAsync(new SessionTarget(session, session.ToString()), entry, isOwners: true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExchangeText> ListAsync(SessionActor? actor, int limit, CancellationToken cancellationToken) => reading.ListAsync(actor, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExchangeText> ReadAsync(SessionActor? actor, string session, int limit, long? before, CancellationToken cancellationToken) => reading.ReadAsync(actor, session, limit, before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExchangeText> SearchAsync(SessionActor? actor, string words, string? session, int limit, long? turn, CancellationToken cancellationToken) => reading.SearchAsync(actor, words, session, limit, turn, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExchangeText> DescribeAsync(SessionActor? actor, string session, CancellationToken cancellationToken) => reading.DescribeAsync(actor, session, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> AwaitAnswerAsync(IStoredSession session, ApprovalEntry question, CancellationToken cancellationToken)
    {
        if (Asked(question) is not (var key, var entry))
            return false;
        // A process that ended may have left the message there without an answer.
        assistant.Begin(key, entry);
        while (true)
        {
            await session.ReadNewestAsync(1, cancellationToken);
            var isOver = session.Info.Turns?.Open.Any(open => open.Turn == question.Turn) == false || services.Time.GetUtcNow() >= question.ExpiresAt;
            if (isOver || await assistant.InterruptAsync(session, question, cancellationToken))
                return true;
            if (await IsOverAsync(question.Name, key, entry, cancellationToken))
            {
                await SessionRunner.AnswerAsync(session, question, ApprovalDecision.Once, AwaitedAnswer.Approver, services.Time, cancellationToken);
                return true;
            }

            await Task.Delay(Look, services.Time, cancellationToken);
        }
    }

    private async ValueTask<ExchangeResult> SendWithinLimitsAsync(ExchangeSender sender, string to, string text, bool wait, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ToolRefusedException("The message is empty.", kind: ErrorKind.Refused);
        if (text.Length > LongestMessage)
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"The message has {text.Length} characters, and at most {LongestMessage} are sent. Shorten it."), kind: ErrorKind.Refused);
        var target = await targets.FindAsync(to, (key, cancellation) => services.Access.WhyNotSendAsync(sender.Actor, key, cancellation), cancellationToken, isCommand: sender.Command.Length > 0);
        var id = (await services.Store.FindAsync(target.Key, cancellationToken))?.Id;
        var origin = MessageChain.Next(sender, id, wait, services.Options.Access);
        var message = new InboundMessage(target.Key, text, sender.OnBehalfOf, wait ? ReplyAddress.Session : ReplyAddress.Cli)
        {
            Source = $"{origin.Kind}/{sender.Idempotency}",
            Origin = origin.ToString(),
        };
        if (!wait && IsOnPlatform(target.Key))
            return await PostAsync(message, () => Count(origin, sender), target, cancellationToken);
        if (id is null)
            throw new ToolRefusedException($"There is no session {target.Shown} yet that could answer; a message can be posted there without wait.", kind: ErrorKind.NotFound);
        Count(origin, sender);
        if (wait && sender.Session is null)
            return await AskAsync(message, target, cancellationToken);
        var entry = await assistant.AcceptAsync(message, DoorRequest.Default, cancellationToken);
        assistant.Begin(target.Key, entry);
        return wait ? await FindAnswerAsync(target, entry, cancellationToken) : ExchangeOutcome.Queued(target, entry, await FindQuestionBeforeAsync(target, entry, cancellationToken));
    }

    private static bool IsOnPlatform(SessionKey key) => key.Type is not SessionType.Subagent && key.Channel is not ("cli" or "web" or "api");

    /// <summary>Counts a message in its chain, before it is stored.</summary>
    /// <exception cref="ChainEndedException">The chain has no message left.</exception>
    private void Count(MessageOrigin origin, ExchangeSender sender)
    {
        // A chain can go on as long as its newest message may wait, and while a turn waits for a person or another session.
        var lifetime = services.Options.Sessions.PendingMaxAge + services.Options.Tools.ApprovalTimeout + services.Options.Access.WaitTimeout + OneDay;
        if (!chains.TryCount(origin.Trace, sender.Idempotency, services.Options.Access.MaxMessages, lifetime))
            throw MessageChain.Full(services.Options.Access.MaxMessages);
    }

    private async ValueTask<ExchangeResult> PostAsync(InboundMessage message, Action count, SessionTarget target, CancellationToken cancellationToken)
    {
        if (Posts is not { } posts || !posts.Serves(target.Key.Channel))
            throw new ToolRefusedException($"{target.Key.Channel} is not set up here, so nothing can be posted there. See: lurkbot channels list");
        if (await posts.FindAsync(target.Key, cancellationToken) is not { } chat)
            throw new ToolRefusedException($"It is not known where {target.Shown} is: no message ever came from there.");
        await using var use = await assistant.Hub.UseAsync(target.Key, cancellationToken);
        var session = await use.Session.StoredAsync(cancellationToken);
        await posts.PrepareAsync(session, cancellationToken);
        count();
        var accepted = await assistant.Inbox.PostAsync(session, message with { ReplyTo = chat.Address }, cancellationToken);
        var fate = await posts.SendAsync(session, accepted.Entry.Id, cancellationToken);
        return ExchangeOutcome.Tell(target, accepted.Entry.Id, fate);
    }

    /// <summary>The answer of a session, or a turn that waits for it.</summary>
    private async ValueTask<ExchangeResult> FindAnswerAsync(SessionTarget target, long entry, CancellationToken cancellationToken)
    {
        if (await FindResultAsync(target, entry, isOwners: false, cancellationToken) is { } result)
            return result;
        var left = services.Options.Access.WaitTimeout - (services.Time.GetUtcNow() - await AcceptedAtAsync(target.Key, entry, cancellationToken));
        return left > TimeSpan.Zero
            ? throw AwaitedAnswer.Park(string.Create(CultureInfo.InvariantCulture, $"{target.Key}#{entry}"), $"waits for the answer of {target.Shown}", left)
            : await TooLateAsync(target, entry, cancellationToken);
    }

    /// <summary>Waits in place: a command has no turn that could be parked. The time holds for all of it, whatever the session and its locks do.</summary>
    private async ValueTask<ExchangeResult> AskAsync(InboundMessage message, SessionTarget target, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(services.Options.Access.WaitTimeout, services.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        long? entry = null;
        try
        {
            entry = await assistant.AcceptAsync(message, DoorRequest.Default, over.Token);
            assistant.Begin(target.Key, entry.Value);
            while (true)
            {
                if (await FindResultAsync(target, entry.Value, isOwners: true, over.Token) is { } result)
                    return result;
                await Task.Delay(Look, services.Time, over.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (entry is not { } accepted)
                throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"Not sent: another process kept {target.Shown} locked for {Seconds} (LURKBOT_WAIT_TIMEOUT). Try again later."), kind: ErrorKind.Busy);
            // This process ends with the command: it leaves no turn half done.
            await assistant.EndErrandsAsync(target.Key, $"Cancelled: lurkbot sessions send waited {Seconds} for the answer (LURKBOT_WAIT_TIMEOUT).");
            return await FindResultAsync(target, accepted, isOwners: true, cancellationToken) is { State: not ExchangeState.Cancelled } last ? last : await TooLateAsync(target, accepted, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await assistant.EndErrandsAsync(target.Key, why: null);
            throw;
        }
    }

    /// <summary>What became of a message that was to be answered, so far.</summary>
    /// <returns>Null while it is worth waiting.</returns>
    private async ValueTask<ExchangeResult?> FindResultAsync(SessionTarget target, long entry, bool isOwners, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(target.Key, cancellationToken);
        if (session is null)
            return null;
        if (await StoredOutcome.FindAsync(session, entry, cancellationToken) is { } outcome)
            return ExchangeOutcome.Tell(target, entry, outcome, isOwners) with { Sources = outcome is { Fate: TurnFate.Answered, Entry: { } answer } ? [new EntrySource(session.Info.Id, [answer])] : [] };
        return IsAskedElsewhere(target.Key) || await OpenQuestion.FindTurnAsync(session, cancellationToken) is not { Question: { } question } turn
            ? null
            : ExchangeOutcome.WaitsForApproval(target, entry, question, isAsked: false, isOwn: turn.Open.Heard.Contains(entry));
    }

    /// <summary>The question of an earlier message's turn, behind which a message waits.</summary>
    /// <returns>Null when there is none.</returns>
    private async ValueTask<ApprovalEntry?> FindQuestionBeforeAsync(SessionTarget target, long entry, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(target.Key, cancellationToken);
        return session is not null && await OpenQuestion.FindTurnAsync(session, cancellationToken) is { } turn && !turn.Open.Heard.Contains(entry) ? turn.Question : null;
    }

    /// <summary>What is said when the time is over.</summary>
    private async ValueTask<ExchangeResult> TooLateAsync(SessionTarget target, long entry, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(target.Key, cancellationToken);
        if (session is not null && await OpenQuestion.FindTurnAsync(session, cancellationToken) is { Question: { } question } turn)
            return ExchangeOutcome.WaitsForApproval(target, entry, question, IsAskedElsewhere(target.Key), turn.Open.Heard.Contains(entry));
        var isStopped = session is not null && await StoredOutcome.FindAsync(session, entry, cancellationToken) is not null;
        var standing = session is null || isStopped ? null
            : await TurnStanding.TellAsync(session, cancellationToken) is { } waits && waits.StartsWith("waits", StringComparison.Ordinal) ? waits
            : session.FindLeaseOwner() is not null ? "is busy with a turn" : null;
        return ExchangeOutcome.TooLate(target, entry, Seconds, isStopped, standing);
    }

    /// <summary>Whether a person is asked for the approvals of a session's turns on a platform, without opening it.</summary>
    private bool IsAskedElsewhere(SessionKey key) => assistant.AnswersItself(key);

    private string Seconds => string.Create(CultureInfo.InvariantCulture, $"{services.Options.Access.WaitTimeout.TotalSeconds:0.###} s");

    private async ValueTask<DateTimeOffset> AcceptedAtAsync(SessionKey key, long entry, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        return session is not null && await session.ReadAfterAsync(entry - 1, cancellationToken) is [var message, ..] ? message.At : services.Time.GetUtcNow();
    }

    /// <summary>Whether the call that waits can go on: its answer is there, or a person must be asked first.</summary>
    private async ValueTask<bool> IsOverAsync(string tool, SessionKey key, long entry, CancellationToken cancellationToken)
    {
        if (!AwaitedAnswer.IsRepeatable(tool))
            return await FindResultAsync(new SessionTarget(key, key.ToString()), entry, isOwners: false, cancellationToken) is not null;
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        return session is not null && (await StoredOutcome.FindAsync(session, entry, cancellationToken) is not null || await OpenQuestion.FindAsync(session, cancellationToken) is not null);
    }

    private static (SessionKey Key, long Entry)? Asked(ApprovalEntry question) =>
        question.Scope is { } scope && scope.LastIndexOf('#') is > 0 and var hash
            && SessionKey.TryParse(scope[..hash], out var key, out _) && long.TryParse(scope.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
            ? (key, entry)
            : null;
}
