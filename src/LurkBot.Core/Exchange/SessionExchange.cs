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
    private const int LongestMessage = 20_000, LongestAnswer = 8_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly AssistantServices services;
    private readonly Assistant assistant;
    private readonly SessionTargets targets;
    private readonly SessionReading reading;

    private SessionExchange(AssistantServices services, Assistant assistant)
    {
        (this.services, this.assistant) = (services, assistant);
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
    public async ValueTask<ExchangeText> SendAsync(ExchangeSender sender, string to, string text, bool wait, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ToolRefusedException("The message is empty.");
        if (text.Length > LongestMessage)
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"The message has {text.Length} characters, and at most {LongestMessage} are sent. Shorten it."));
        var target = await targets.FindAsync(to, (key, cancellation) => services.Access.WhyNotSendAsync(sender.Actor, key, cancellation), cancellationToken, isCommand: sender.Command.Length > 0);
        var id = (await services.Store.FindAsync(target.Key, cancellationToken))?.Id;
        var origin = MessageChain.Next(sender, id, wait, services.Options.Access);
        var message = new InboundMessage(target.Key, text, sender.OnBehalfOf, wait ? ReplyAddress.Session : ReplyAddress.Cli)
        {
            Source = $"{origin.Kind}/{sender.Idempotency}",
            Origin = origin.ToString(),
        };
        if (!wait && IsOnPlatform(target.Key))
            return await PostAsync(message, target, cancellationToken);
        if (id is null)
            throw new ToolRefusedException($"There is no session {target.Shown} yet that could answer; a message can be posted there without wait.");
        var entry = await assistant.AcceptAsync(message, DoorRequest.Default, cancellationToken);
        assistant.Begin(target.Key, entry);
        if (!wait)
            return new ExchangeText(string.Create(CultureInfo.InvariantCulture, $"Message queued for {target.Shown}: it is entry {entry} there, and that session answers it by itself."));
        return sender.Session is null ? await AwaitAsync(target, entry, cancellationToken) : await FindAnswerAsync(target, entry, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ExchangeText> ListAsync(SessionActor? actor, int limit, CancellationToken cancellationToken) => reading.ListAsync(actor, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExchangeText> ReadAsync(SessionActor? actor, string session, int limit, long? before, CancellationToken cancellationToken) => reading.ReadAsync(actor, session, limit, before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExchangeText> SearchAsync(SessionActor? actor, string words, string? session, int limit, CancellationToken cancellationToken) => reading.SearchAsync(actor, words, session, limit, cancellationToken);

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
            if (await OutcomeAsync(key, entry, cancellationToken) is not null || (AwaitedAnswer.IsRepeatable(question.Name) && await HasQuestionAsync(key, cancellationToken)))
            {
                await SessionRunner.AnswerAsync(session, question, ApprovalDecision.Once, AwaitedAnswer.Approver, services.Time, cancellationToken);
                return true;
            }

            await Task.Delay(Look, services.Time, cancellationToken);
        }
    }

    private static bool IsOnPlatform(SessionKey key) => key.Type is not SessionType.Subagent && key.Channel is not ("cli" or "web" or "api");

    private async ValueTask<ExchangeText> PostAsync(InboundMessage message, SessionTarget target, CancellationToken cancellationToken)
    {
        if (Posts is not { } posts || !posts.Serves(target.Key.Channel))
            throw new ToolRefusedException($"{target.Key.Channel} is not set up here, so nothing can be posted there. See: lurkbot channels list");
        if (await posts.FindAsync(target.Key, cancellationToken) is not { } chat)
            throw new ToolRefusedException($"It is not known where {target.Shown} is: no message ever came from there.");
        await using var use = await assistant.Hub.UseAsync(target.Key, cancellationToken);
        var session = await use.Session.StoredAsync(cancellationToken);
        await posts.PrepareAsync(session, cancellationToken);
        var accepted = await assistant.Inbox.PostAsync(session, message with { ReplyTo = chat.Address }, cancellationToken);
        var fate = await posts.SendAsync(session, accepted.Entry.Id, cancellationToken);
        return fate.State switch
        {
            PostState.Sent => new ExchangeText($"{TurnExchange.Sent}{target.Shown}"),
            PostState.Queued => new ExchangeText($"Message queued for {target.Shown}: {fate.Why}."),
            PostState.MaybeSent => new ExchangeText($"Message to {target.Shown} may have been sent: {fate.Why}. It is not sent again by itself."),
            _ => throw new ToolRefusedException($"Message to {target.Shown} was not sent: {fate.Why}."),
        };
    }

    /// <summary>The answer of a session, or a turn that waits for it.</summary>
    private async ValueTask<ExchangeText> FindAnswerAsync(SessionTarget target, long entry, CancellationToken cancellationToken)
    {
        if (await OutcomeAsync(target.Key, entry, cancellationToken) is { } outcome)
            return await ToldAsync(target, outcome, cancellationToken);
        var left = services.Options.Access.WaitTimeout - (services.Time.GetUtcNow() - await AcceptedAtAsync(target.Key, entry, cancellationToken));
        return left > TimeSpan.Zero
            ? throw AwaitedAnswer.Park(string.Create(CultureInfo.InvariantCulture, $"{target.Key}#{entry}"), $"waits for the answer of {target.Shown}", left)
            : new ExchangeText(TooLate(target));
    }

    /// <summary>Waits in place: a command has no turn that could be parked.</summary>
    private async ValueTask<ExchangeText> AwaitAsync(SessionTarget target, long entry, CancellationToken cancellationToken)
    {
        for (var since = services.Time.GetTimestamp(); services.Time.GetElapsedTime(since) < services.Options.Access.WaitTimeout;)
        {
            if (await OutcomeAsync(target.Key, entry, cancellationToken) is { } outcome)
                return await ToldAsync(target, outcome, cancellationToken);
            await Task.Delay(Look, services.Time, cancellationToken);
        }

        return new ExchangeText(TooLate(target));
    }

    private string TooLate(SessionTarget target) =>
        string.Create(CultureInfo.InvariantCulture, $"{target.Shown} has not answered within {services.Options.Access.WaitTimeout.TotalSeconds:0} s (LURKBOT_WAIT_TIMEOUT). If it still does, its answer stays in that session.");

    private async ValueTask<DateTimeOffset> AcceptedAtAsync(SessionKey key, long entry, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        return session is not null && await session.ReadAfterAsync(entry - 1, cancellationToken) is [var message, ..] ? message.At : services.Time.GetUtcNow();
    }

    private async ValueTask<TurnResult?> OutcomeAsync(SessionKey key, long entry, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        return session is null ? null : await StoredOutcome.FindAsync(session, entry, cancellationToken);
    }

    /// <summary>Whether a session waits for an approval: the call that started it asks for it.</summary>
    private async ValueTask<bool> HasQuestionAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        return session is not null && await OpenQuestion.FindAsync(session, cancellationToken) is not null;
    }

    private async ValueTask<ExchangeText> ToldAsync(SessionTarget target, TurnResult outcome, CancellationToken cancellationToken)
    {
        var id = (await services.Store.FindAsync(target.Key, cancellationToken))?.Id;
        var reply = outcome.Reply.Length <= LongestAnswer ? outcome.Reply : $"{outcome.Reply[..(char.IsHighSurrogate(outcome.Reply[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer)]}… (cut)";
        return outcome.Fate is TurnFate.Answered
            ? new ExchangeText($"{target.Shown} answers:\n{(reply.Length == 0 ? "(It had nothing to say.)" : reply)}", id is { } session && outcome.Entry is { } entry ? [new EntrySource(session, [entry])] : [])
            : new ExchangeText($"{target.Shown} did not answer: {outcome.Why ?? (outcome.Error as LurkBotException)?.ForSender ?? "it was cancelled"}");
    }

    private static (SessionKey Key, long Entry)? Asked(ApprovalEntry question) =>
        question.Scope is { } scope && scope.LastIndexOf('#') is > 0 and var hash
            && SessionKey.TryParse(scope[..hash], out var key, out _) && long.TryParse(scope.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
            ? (key, entry)
            : null;
}
