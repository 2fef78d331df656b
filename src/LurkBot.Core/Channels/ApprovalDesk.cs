using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Channels;

/// <summary>
/// Asks the owner on a platform whether a tool call may run. Question and answer are entries of the session; only the message that asks is a row of the
/// ledger (RULES AP1, AP3, AP4). Thread-safe.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channels">The platforms, by name.</param>
/// <param name="sender">Sends the question.</param>
/// <param name="resolve">Where a reply address leads to now.</param>
internal sealed class ApprovalDesk(ChannelServices shared, IReadOnlyDictionary<string, IChannel> channels, OutboxSender sender, Func<ReplyAddress, DeliveryTarget?> resolve)
{
    private const string Mark = "a";
    private const string NotKnown = "This request has expired.";

    private readonly QuestionMessages messages = new(shared, channels, sender);

    /// <summary>Told that a session may go on.</summary>
    public Action<SessionKey> OnAnswered { get; set; } = static _ => { };

    /// <summary>Whether a button's data is an answer to a question.</summary>
    /// <param name="data">What a press gave back.</param>
    public static bool IsAnswer(string data) => data.StartsWith(Mark + ":", StringComparison.Ordinal);

    /// <summary>Asks. A question that was asked already is not asked twice.</summary>
    /// <param name="key">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="call">What the call would do.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task AskAsync(SessionKey key, ApprovalEntry question, string call, CancellationToken cancellationToken)
    {
        if (question.ExpiresAt is { } end)
            WakeAt(key, end);
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            return;
        var asked = QuestionMessages.AskedIn(question, await session.ReadAfterAsync(question.Turn - 1, cancellationToken));
        if (asked is null || OriginOf(key, ReplyAddress.Of(asked.ReplyTo)) is not { } origin || !channels.ContainsKey(origin.Channel))
            return;
        var owners = shared.Options.For(key.Channel).Owners;
        if (owners.Count == 0)
        {
            // No owner can be reached: that is a no (RULES AP4).
            await shared.Assistant.AnswerAsync(key, question, ApprovalDecision.No, "lurkbot", cancellationToken);
            OnAnswered(key);
            return;
        }

        var target = key.Type is SessionType.Main ? origin : new DeliveryTarget(origin.Channel, origin.Account, owners[0], null);
        await messages.SendAsync(session, question, call, target, asked, Buttons(key, session.Info.Id, question, call, isForOnce: !asked.HasStandingApprovals), cancellationToken);
    }

    /// <summary>Where the turn's reply goes; where another session asked, the owner is asked in their direct chat.</summary>
    private DeliveryTarget? OriginOf(SessionKey key, ReplyAddress replyTo) =>
        replyTo != ReplyAddress.Session ? resolve(replyTo)
        : channels.TryGetValue(key.Channel, out var channel) && channel.Health.Account is { } account && shared.Options.For(key.Channel).Owners is [var owner, ..] ? new DeliveryTarget(key.Channel, account, owner, null)
        : null;

    /// <summary>Finds questions whose messages still have buttons, and closes those that ended while no gateway ran.</summary>
    /// <param name="findSession">Finds a session by its id.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public Task RecoverAsync(Func<SessionId, CancellationToken, ValueTask<SessionKey?>> findSession, CancellationToken cancellationToken) => messages.RecoverAsync(findSession, cancellationToken);

    /// <summary>Closes the messages of a session's questions that are over.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public Task CloseAsync(SessionKey key, CancellationToken cancellationToken) => messages.CloseAsync(key, cancellationToken);

    /// <summary>Takes an answer: durable before the platform is answered.</summary>
    /// <param name="press">The press.</param>
    /// <param name="findSession">Finds a session by its id.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>When its person has been answered.</returns>
    public async Task AnswerAsync(PlatformEvent.Press press, Func<SessionId, CancellationToken, ValueTask<SessionKey?>> findSession, CancellationToken cancellationToken)
    {
        var channel = channels[press.Chat!.Target.Channel];
        if (Parse(press.Data) is not (var decision, var id, var entry) || await findSession(id, cancellationToken) is not { } key)
        {
            await channel.AnswerPressAsync(press.Reference, NotKnown, cancellationToken);
            return;
        }

        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        var session = await use.Session.FindStoredAsync(cancellationToken);
        var question = session is null ? null : (await session.ReadAfterAsync(entry - 1, cancellationToken)).OfType<ApprovalEntry>().FirstOrDefault(known => known.Id == entry && known.Approves is null);
        if (session is null || question is null || !question.Approvers.Contains(press.Sender.Id, StringComparer.Ordinal))
        {
            await channel.AnswerPressAsync(press.Reference, question is null ? NotKnown : "Only the owner can answer this.", cancellationToken);
            return;
        }

        if (key.Type is not SessionType.Main && decision is ApprovalDecision.Session or ApprovalDecision.Always)
            decision = ApprovalDecision.Once;
        var outcome = await shared.Assistant.AnswerAsync(key, question, decision, press.Sender.Id, cancellationToken);
        var told = outcome is ApprovalOutcome.AnsweredBefore ? ToldBefore(question, await session.ReadAfterAsync(entry, cancellationToken)) : Told(outcome, decision);
        await channel.AnswerPressAsync(press.Reference, told, cancellationToken);
        // What an earlier answer made of the message stays.
        await messages.CloseAsync(session, entry, outcome is ApprovalOutcome.Stored or ApprovalOutcome.NoLongerAllowed ? told : null, press.MessageId, cancellationToken);
        if (outcome is ApprovalOutcome.Stored or ApprovalOutcome.NoLongerAllowed or ApprovalOutcome.Expired)
            OnAnswered(key);
    }

    private static string ToldBefore(ApprovalEntry question, IReadOnlyList<Entry> since) =>
        since.OfType<ApprovalEntry>().FirstOrDefault(entry => entry.Approves == question.Id)?.Decision switch
        {
            { } first and not ApprovalDecision.Expired when QuestionMessages.Told(first) is var told => $"Answered before: {char.ToLowerInvariant(told[0])}{told[1..]}",
            _ => QuestionMessages.EndOf(question, since, isOpen: false)!,
        };

    private static string Told(ApprovalOutcome outcome, ApprovalDecision decision) => outcome switch
    {
        ApprovalOutcome.Stored => QuestionMessages.Told(decision),
        ApprovalOutcome.NoLongerAllowed => "The tool is no longer allowed here: it does not run.",
        ApprovalOutcome.Expired => "Expired: it did not run.",
        ApprovalOutcome.NewerMessage => "You sent a newer message instead: it does not run.",
        ApprovalOutcome.Cleared => "The conversation was cleared: it did not run.",
        _ => "The turn has ended: it did not run.",
    };

    private static IReadOnlyList<OutboundButton> Buttons(SessionKey key, SessionId session, ApprovalEntry question, string call, bool isForOnce)
    {
        string Data(char answer) => string.Create(CultureInfo.InvariantCulture, $"{Mark}:{answer}:{session.Value:N}:{question.Id}");
        return !QuestionText.IsWhole(call) ? [new("No", Data('n'))]
            : key.Type is SessionType.Main && !isForOnce ? [new("Once", Data('o')), new("This session", Data('s')), new("Always", Data('w')), new("No", Data('n'))]
            : [new("Once", Data('o')), new("No", Data('n'))];
    }

    private static (ApprovalDecision Decision, SessionId Session, long Entry)? Parse(string data)
    {
        if (data.Split(':') is not [Mark, [var answer], var session, var entry] || !Guid.TryParseExact(session, "N", out var id) || !long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        ApprovalDecision? decision = answer switch
        {
            'o' => ApprovalDecision.Once,
            's' => ApprovalDecision.Session,
            'w' => ApprovalDecision.Always,
            'n' => ApprovalDecision.No,
            _ => null,
        };
        return decision is { } known ? (known, new SessionId(id), number) : null;
    }

    private void WakeAt(SessionKey key, DateTimeOffset end)
    {
        var wait = end - shared.Time.GetUtcNow() + TimeSpan.FromSeconds(1);
        _ = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, shared.Time, CancellationToken.None).ContinueWith(_ => OnAnswered(key), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
