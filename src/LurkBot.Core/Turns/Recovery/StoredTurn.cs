using LurkBot.Context;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>A turn without an end as the history tells it: pure.</summary>
internal sealed class StoredTurn
{
    private readonly IReadOnlyList<Entry> all;
    private readonly long last;

    /// <param name="open">Which turn.</param>
    /// <param name="map">The turns of the history.</param>
    /// <param name="all">The history.</param>
    /// <param name="left">What a killed process was doing: messages, and a question whose call it ran.</param>
    public StoredTurn(OpenTurn open, TurnMap map, IReadOnlyList<Entry> all, IReadOnlyList<long> left)
    {
        (Open, this.all) = (open, all);
        Messages = [.. map.QuestionsOf(open.Turn).Where(message => open.Heard.Contains(message.Id)).OrderBy(message => message.Id)];
        var steps = all.Where(entry => entry.Turn == open.Turn && entry is not UserEntry).ToList();
        var answered = steps.OfType<ToolEntry>().Select(result => result.ToolCallId).ToHashSet(StringComparer.Ordinal);
        // An answer may come after a clear; the turn itself did not go on with it.
        last = steps.Where(entry => entry is AssistantEntry or ToolEntry or ApprovalEntry { Approves: null }).Select(entry => entry.Id).Append(open.Turn).Max();
        OpenCalls = [.. steps.OfType<AssistantEntry>().SelectMany(response => response.ToolCalls).Where(call => !answered.Contains(call.Id))];
        Question = steps.OfType<ApprovalEntry>().LastOrDefault(entry => entry.Approves is null && OpenCalls.Any(call => string.Equals(call.Id, entry.ToolCallId, StringComparison.Ordinal)));
        Answer = Question is null ? null : all.OfType<ApprovalEntry>().FirstOrDefault(entry => entry.Approves == Question.Id);
        // An approval is for one run of the call, and that one had begun.
        if (Question is not null && !AwaitedAnswer.IsOne(Question) && !RelayedQuestion.IsOne(Question) && left.Contains(Question.Id) && Decision is not (ApprovalDecision.No or ApprovalDecision.Expired))
            (Question, Answer) = (null, null);
    }

    /// <summary>Its id and its messages.</summary>
    public OpenTurn Open { get; }

    /// <summary>Its id.</summary>
    public long Id => Open.Turn;

    /// <summary>The ids of its messages.</summary>
    public IReadOnlyList<long> Heard => Open.Heard;

    /// <summary>Its messages, oldest first; without those that were erased.</summary>
    public IReadOnlyList<UserEntry> Messages { get; }

    /// <summary>Its calls without a result.</summary>
    public IReadOnlyList<ToolCall> OpenCalls { get; }

    /// <summary>The question that it waits for; null when it is not parked.</summary>
    public ApprovalEntry? Question { get; }

    /// <summary>The answer; the first counts.</summary>
    public ApprovalEntry? Answer { get; }

    /// <summary>What was decided; a no when the call is not the one that was asked about.</summary>
    public ApprovalDecision Decision => Call is { } call && string.Equals(Question?.ArgumentsHash, TurnJournal.HashOf(call.Arguments), StringComparison.Ordinal) ? Answer?.Decision ?? ApprovalDecision.No : ApprovalDecision.No;

    /// <summary>All that the call in question would do.</summary>
    public string QuestionCall => Question is { Scope: { } scope } && RelayedQuestion.IsOne(Question) ? RelayedQuestion.TextOf(scope) : Call is { } call ? DetailOf(call) : "";

    /// <summary>All that a call would do, for whoever must allow it.</summary>
    /// <param name="call">The call.</param>
    public static string DetailOf(ToolCall call) => ToolCallText.Detail(call.Name, new AIFunctionArguments(CallArguments.Read(call.Arguments), StringComparer.Ordinal));

    private ToolCall? Call => OpenCalls.FirstOrDefault(call => string.Equals(call.Id, Question?.ToolCallId, StringComparison.Ordinal));

    /// <summary>What asked it to stop; null for nothing.</summary>
    public StopEntry? Stop => all.OfType<StopEntry>().FirstOrDefault(stop => stop.Id > Id && (stop.All || stop.Stops == Id || Heard.Contains(stop.Stops ?? 0)));

    /// <summary>What is done with it.</summary>
    /// <param name="now">The present moment.</param>
    /// <param name="options">Which turns go on by themselves.</param>
    public StoredTurnStep Decide(DateTimeOffset now, SessionRunnerOptions options)
    {
        if (Stop is not null)
            return StoredTurnStep.Cancel;
        if (EffectiveHistory.LastClear(all) > last)
            return StoredTurnStep.Clear;
        if (Question is not null)
            return Answer is not null ? StoredTurnStep.Resume : IsNo(Question, all, now) ? StoredTurnStep.Expire : StoredTurnStep.Wait;
        // Subagents that the turn began go on, so it does too, whoever waits for it.
        return Messages.Count > 0 && (options.GoesOn(ReplyAddress.Of(Messages[^1].ReplyTo)) || OpenCalls.Any(call => AwaitedAnswer.IsRepeatable(call.Name))) ? StoredTurnStep.Resume : StoredTurnStep.Close;
    }

    /// <summary>Whether a question is a no by now: silence is in the end, and an approver who says something else does not agree.</summary>
    /// <param name="question">The question.</param>
    /// <param name="since">All that came after it, at least.</param>
    /// <param name="now">The present moment.</param>
    public static bool IsNo(ApprovalEntry question, IReadOnlyList<Entry> since, DateTimeOffset now) =>
        now >= question.ExpiresAt || HasNewerMessage(question, since);

    /// <summary>Whether an approver said something else instead of answering.</summary>
    /// <param name="question">The question.</param>
    /// <param name="since">All that came after it, at least.</param>
    public static bool HasNewerMessage(ApprovalEntry question, IReadOnlyList<Entry> since) =>
        since.OfType<UserEntry>().Any(message => message.Id > question.Id && message.IsSaid && !message.Observed && message.Sender is { } sender && question.Approvers.Contains(sender.Id, StringComparer.Ordinal));
}
