using LurkBot.Context;
using LurkBot.History;
using LurkBot.Tools;
using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>A turn without an end as the history tells it: pure.</summary>
internal sealed class StoredTurn
{
    private readonly IReadOnlyList<Entry> all;

    /// <summary>Reads it.</summary>
    /// <param name="open">Its id and its messages.</param>
    /// <param name="map">Which entries belong to which turn.</param>
    /// <param name="all">All entries of the session.</param>
    /// <param name="wasRunning">Whether a process was killed while it ran the turn: a call that was approved may have run then, and does not run twice.</param>
    public StoredTurn(OpenTurn open, TurnMap map, IReadOnlyList<Entry> all, bool wasRunning)
    {
        (Open, this.all) = (open, all);
        Messages = [.. map.QuestionsOf(open.Turn).Where(message => open.Heard.Contains(message.Id)).OrderBy(message => message.Id)];
        var steps = all.Where(entry => entry.Turn == open.Turn && entry is not UserEntry).ToList();
        var answered = steps.OfType<ToolEntry>().Select(result => result.ToolCallId).ToHashSet(StringComparer.Ordinal);
        OpenCalls = [.. steps.OfType<AssistantEntry>().SelectMany(response => response.ToolCalls).Where(call => !answered.Contains(call.Id))];
        Question = steps.OfType<ApprovalEntry>().LastOrDefault(entry => entry.Approves is null && OpenCalls.Any(call => string.Equals(call.Id, entry.ToolCallId, StringComparison.Ordinal)));
        Answer = Question is null ? null : all.OfType<ApprovalEntry>().FirstOrDefault(entry => entry.Approves == Question.Id);
        if (wasRunning && Answer is { Decision: not (null or ApprovalDecision.No or ApprovalDecision.Expired) })
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
    public string QuestionCall => Call is { } call ? ToolCallText.Detail(call.Name, new AIFunctionArguments(CallArguments.Read(call.Arguments), StringComparer.Ordinal)) : "";

    private ToolCall? Call => OpenCalls.FirstOrDefault(call => string.Equals(call.Id, Question?.ToolCallId, StringComparison.Ordinal));

    /// <summary>What is done with it.</summary>
    /// <param name="now">The present moment.</param>
    /// <param name="options">Which turns go on by themselves.</param>
    public StoredTurnStep Decide(DateTimeOffset now, SessionRunnerOptions options)
    {
        if (all.OfType<StopEntry>().Any(stop => stop.Id > Id && (stop.Stops == Id || stop.All)))
            return StoredTurnStep.Cancel;
        if (Question is not null)
            return Answer is not null ? StoredTurnStep.Resume : IsNo(Question, now) ? StoredTurnStep.Expire : StoredTurnStep.Wait;
        return Messages.Count > 0 && options.GoesOn(ReplyAddress.Of(Messages[^1].ReplyTo)) ? StoredTurnStep.Resume : StoredTurnStep.Close;
    }

    /// <summary>Silence is a no in the end, and whoever may answer and says something else does not agree.</summary>
    private bool IsNo(ApprovalEntry question, DateTimeOffset now) =>
        now >= question.ExpiresAt
        || all.OfType<UserEntry>().Any(message => message.Id > question.Id && message.Origin is null && message.Sender is { } sender && question.Approvers.Contains(sender.Id, StringComparer.Ordinal));
}
