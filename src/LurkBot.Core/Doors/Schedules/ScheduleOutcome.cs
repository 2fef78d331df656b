using LurkBot.Entries;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What became of a run, as its session tells it.</summary>
/// <param name="Fate"><c>waiting</c>, <c>running</c>, <c>asks</c>, <c>answered</c>, <c>silent</c>, <c>failed</c>, <c>refused</c>, <c>cancelled</c> or <c>unknown</c>.</param>
/// <param name="Why">Why it was not answered; null for no reason.</param>
/// <param name="Reply">The reply; empty while there is none.</param>
internal sealed record ScheduleOutcome(string Fate, string? Why, string Reply)
{
    /// <summary>Whether it has its end, or waits for a person.</summary>
    public bool IsSettled => Fate is not ("waiting" or "running");

    /// <summary>Looks at a run.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public static async ValueTask<ScheduleOutcome> ReadAsync(IRewritableStore store, Schedule schedule, ScheduleRun run, CancellationToken cancellationToken)
    {
        if (!SessionKey.TryParse(schedule.Session, out var key, out _))
            return Unknown("The session's key is not one.");
        try
        {
            await using var session = await store.OpenAsync(key, cancellationToken);
            if (session is null || session.Info.LastId < run.Entry)
                return Unknown("Its session is gone.");
            var entries = await session.ReadAfterAsync(run.Entry - 1, cancellationToken);
            if (entries.OfType<UserEntry>().FirstOrDefault(entry => string.Equals(entry.Source, run.Source, StringComparison.Ordinal)) is not { } message)
                return Unknown("Its session no longer holds it.");
            if (await StoredOutcome.FindAsync(session, message.Id, cancellationToken) is { } result)
                return Of(result);
            var state = session.Info.Turns ?? TurnState.Of(await session.ReadAllAsync(cancellationToken));
            if (state.Open.FirstOrDefault(turn => turn.Heard.Contains(message.Id)) is not { } open)
                return new ScheduleOutcome("waiting", null, "");
            var question = entries.OfType<ApprovalEntry>().LastOrDefault(entry => entry.Approves is null && entry.Turn == open.Turn && !AwaitedAnswer.IsOne(entry));
            var asks = question is not null && !entries.OfType<ApprovalEntry>().Any(entry => entry.Approves == question.Id) && !entries.OfType<ToolEntry>().Any(entry => string.Equals(entry.ToolCallId, question.ToolCallId, StringComparison.Ordinal));
            return asks ? new ScheduleOutcome("asks", $"{question!.Name} waits for your approval.", "") : new ScheduleOutcome("running", null, "");
        }
        catch (LurkBotException e)
        {
            return Unknown(e.Message);
        }
    }

    private static ScheduleOutcome Of(TurnResult result) => result.Fate switch
    {
        TurnFate.Answered when string.Equals(result.Reply.Trim(), ScheduledMessage.SilenceToken, StringComparison.Ordinal) => new("silent", null, result.Reply),
        TurnFate.Answered => new("answered", null, result.Reply),
        TurnFate.Refused => new("refused", result.Error?.Message, result.Reply),
        TurnFate.Cancelled => new("cancelled", result.Why, result.Reply),
        _ => new("failed", result.Error?.Message, result.Reply),
    };

    private static ScheduleOutcome Unknown(string why) => new("unknown", why, "");
}
