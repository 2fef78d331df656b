using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>How a turn ends.</summary>
internal sealed partial class TurnJournal
{
    /// <summary>How the turn ended, for the caller.</summary>
    public TurnResult ToResult(TurnFate fate, Exception? failure)
    {
        var unstored = partial.Length > 0;
        var reply = Responses.LastOrDefault();
        var finish = fate == TurnFate.Answered ? reply?.Finish ?? "stop" : FinishOf(fate);
        return new TurnResult(fate, unstored ? partial.ToString() : reply?.Content ?? "", reply?.Model ?? CallModel ?? model, Usage, finish, failure) { Reasoning = Reasoning(), Answers = heard.Count > 0 ? [.. heard.Order()] : Messages, IsParked = IsParked };
    }

    /// <summary>The calls of the turn that have no result, in their order.</summary>
    public List<ToolCall> OpenCalls()
    {
        var answered = own.OfType<ToolEntry>().Select(entry => entry.ToolCallId).ToHashSet(StringComparer.Ordinal);
        return [.. Responses.SelectMany(entry => entry.ToolCalls).Where(call => !answered.Contains(call.Id))];
    }

    /// <summary>Gives open calls a closing result.</summary>
    /// <param name="why">What the model hears.</param>
    public async Task CloseCallsAsync(string why)
    {
        if (OpenCalls() is { Count: > 0 } open)
            await AppendAsync([.. open.Select(call => Closing(call, why))]);
    }

    /// <summary>Ends the turn: partial text is kept, open calls get a closing result, a failure is written down. Idempotent.</summary>
    /// <param name="fate">How it ended.</param>
    /// <param name="failure">Why, when it failed.</param>
    /// <param name="why">Why it was cancelled, in a sentence; null for the user's own wish.</param>
    public async Task CloseAsync(TurnFate fate, Exception? failure, string? why = null)
    {
        // What went wrong behind an answer that is stored, as in counting it, takes nothing of it back: a message has one fate.
        ended |= own.Exists(entry => entry is ITurnMark { Answers.Count: > 0 });
        if (ended || IsParked)
            return;
        ended = true;
        // This process was stopped, and nothing came: what is not its own is not its to end.
        if (fate == TurnFate.Cancelled && why is null && !HasResponse)
            LeavePending();
        // It ended before the first call: its messages were heard all the same, and can be said again.
        if (seen.Count == 0 && heard.Count == 0)
            seen = [.. unheard];
        if (seen.Count == 0 && heard.Count == 0)
            return;
        var ending = new List<Entry>();
        ending.AddRange(OpenCalls().Select(call => Closing(call, TurnEnds.Interrupted)));
        if (fate == TurnFate.Answered)
        {
            // The model said nothing, not even an empty reply: that is an end too.
            ending.Add(new AssistantEntry { Model = CallModel ?? model, Finish = CallFinish ?? "stop", Heard = seen, Noted = SeenNotes(), Answers = Sum() });
            await AppendAsync(ending);
            Hear();
            return;
        }

        var finish = FinishOf(fate);
        var hears = seen;
        if (partial.Length > 0 || partialReasoning.Length > 0)
        {
            AddUsage();
            ending.AddRange(CallNotices());
            ending.Add(new AssistantEntry { Content = partial.ToString(), Reasoning = partialReasoning.Length == 0 ? null : partialReasoning.ToString(), Model = CallModel ?? model, Usage = CallUsage, Finish = finish, Partial = true, Heard = hears, Noted = SeenNotes() });
            hears = [];
        }

        ending.Add(Notice(fate == TurnFate.Cancelled ? why ?? "Cancelled by the user." : TextOf(failure), finish) with { Fate = fate, Heard = hears, Answers = Sum() });
        await AppendAsync(ending);
        Hear();
        partial.Clear();
        partialReasoning.Clear();
    }

    /// <summary>Whether the newest response says something to the person.</summary>
    public bool HasWords => Responses.LastOrDefault() is { } last && !string.IsNullOrWhiteSpace(last.Content);

    private bool HasResponse => heard.Count > 0 || HasHeard;

    private void LeavePending()
    {
        unheard.RemoveAll(options.OfOthers.Contains);
        seen.RemoveAll(options.OfOthers.Contains);
    }

    /// <summary>What the history says of a failure: in sessions that others read, nothing of this machine.</summary>
    private string TextOf(Exception? failure) => failure switch
    {
        LurkBotException known when FailureAudience.IsOwner(options.Context.Speakers, entries) => known.Message,
        LurkBotException known => known.ForSender,
        null => "The model gave no reply.",
        _ when FailureAudience.IsOwner(options.Context.Speakers, entries) => $"The turn failed: {failure.Message}",
        _ => LurkBotException.Unexplained,
    };

    /// <summary>What the model thought in the whole turn, a paragraph for each of its calls.</summary>
    private string? Reasoning()
    {
        var all = Responses.Select(entry => entry.Reasoning).Append(partialReasoning.ToString()).Where(text => !string.IsNullOrWhiteSpace(text));
        return string.Join("\n\n", all) is { Length: > 0 } text ? text : null;
    }

    private static string FinishOf(TurnFate fate) => fate == TurnFate.Cancelled ? "cancelled" : "error";

    private static ToolEntry Closing(ToolCall call, string why) =>
        new() { ToolCallId = call.Id, Name = call.Name, Content = why, Error = true };
}
