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
    private const int LongestCall = 2500;

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
        var asked = (await session.ReadAfterAsync(question.Turn - 1, cancellationToken)).OfType<UserEntry>().LastOrDefault(entry => entry.Id < question.Id && entry.ReplyTo is not null);
        if (asked is null || resolve(ReplyAddress.Of(asked.ReplyTo)) is not { } origin || !channels.TryGetValue(origin.Channel, out var channel))
            return;
        var owners = shared.Options.For(key.Channel).Owners;
        if (owners.Count == 0)
        {
            // No owner can be reached: that is a no (RULES AP4).
            await shared.Assistant.AnswerAsync(key, question, ApprovalDecision.No, "lurkbot", cancellationToken);
            OnAnswered(key);
            return;
        }

        var isOwn = key.Type is SessionType.Main;
        var target = isOwn ? origin : new DeliveryTarget(origin.Channel, origin.Account, owners[0], null);
        var shown = call.Length > LongestCall ? call[..LongestCall] + "…" : call;
        var where = isOwn ? "" : $"\n\nAsked by {asked.Sender?.Name ?? asked.Sender?.Id ?? "somebody"} in {key}.";
        var until = question.ExpiresAt is { } at ? $"\nWithout an answer by {TimeZoneInfo.ConvertTime(at, shared.Services.Zone).ToString("HH:mm", CultureInfo.InvariantCulture)} it does not run." : "";
        var text = $"May {question.Name} run this?\n\n```\n{shown.Replace("```", "'''", StringComparison.Ordinal)}\n```{where}{until}";
        var parts = channel.Render(text);
        var rows = await shared.Ledger.AddAsync(
            [.. parts.Select((part, i) => new OutboundRecord($"{session.Info.Id.Value:N}:a{question.Id.ToString(CultureInfo.InvariantCulture)}", i + 1, OutboundKind.Approval, target.Address.Text, part.Plain, shared.Time.GetUtcNow())
            {
                Markup = part.Markup,
                Renderer = channel.Capabilities.Renderer,
                Session = session.Info.Id,
                Entry = question.Id,
                Buttons = i < parts.Count - 1 ? [] : Buttons(key, session.Info.Id, question),
            })],
            cancellationToken);
        sender.Enqueue(rows);
    }

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
            await channel.AnswerPressAsync(press.Reference, "This question is not there any more.", cancellationToken);
            return;
        }

        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        var question = await use.Session.FindStoredAsync(cancellationToken) is { } session ? (await session.ReadAfterAsync(entry - 1, cancellationToken)).OfType<ApprovalEntry>().FirstOrDefault(known => known.Id == entry && known.Approves is null) : null;
        if (question is null || !question.Approvers.Contains(press.Sender.Id, StringComparer.Ordinal))
        {
            await channel.AnswerPressAsync(press.Reference, question is null ? "This question is not there any more." : "Only the owner can answer this.", cancellationToken);
            return;
        }

        if (key.Type is not SessionType.Main && decision is ApprovalDecision.Session or ApprovalDecision.Always)
            decision = ApprovalDecision.Once;
        var outcome = await shared.Assistant.AnswerAsync(key, question, decision, press.Sender.Id, cancellationToken);
        var told = Told(outcome, decision);
        await channel.AnswerPressAsync(press.Reference, told, cancellationToken);
        if (press.MessageId is { } message)
            await channel.CloseButtonsAsync(press.Chat.Target, message, $"{question.Name}: {told}", cancellationToken);
        if (outcome is ApprovalOutcome.Stored or ApprovalOutcome.NoLongerAllowed or ApprovalOutcome.Expired)
            OnAnswered(key);
    }

    private static string Told(ApprovalOutcome outcome, ApprovalDecision decision) => outcome switch
    {
        ApprovalOutcome.Stored => decision switch
        {
            ApprovalDecision.Once => "Allowed once.",
            ApprovalDecision.Session => "Allowed for this session.",
            ApprovalDecision.Always => "Allowed from now on.",
            _ => "Not allowed.",
        },
        ApprovalOutcome.NoLongerAllowed => "The tool is no longer allowed here; it does not run.",
        ApprovalOutcome.AnsweredBefore => "It was answered before; the first answer counts.",
        ApprovalOutcome.Expired => "Too late: the question has expired, and it did not run.",
        ApprovalOutcome.NewerMessage => "You wrote something else meanwhile, which counts as no.",
        ApprovalOutcome.Cleared => "The session was cleared meanwhile; it did not run.",
        _ => "The turn has ended meanwhile; it did not run.",
    };

    private static IReadOnlyList<OutboundButton> Buttons(SessionKey key, SessionId session, ApprovalEntry question)
    {
        string Data(char answer) => string.Create(CultureInfo.InvariantCulture, $"{Mark}:{answer}:{session.Value:N}:{question.Id}");
        return key.Type is SessionType.Main
            ? [new("Once", Data('o')), new("This session", Data('s')), new("Always", Data('w')), new("No", Data('n'))]
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
