using System.Security.Cryptography;
using System.Text;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>What one turn writes into its session, and what it has seen so far. Writes never take the turn's own cancellation.</summary>
internal sealed class TurnJournal : IDisposable
{
    private readonly IStoredSession session;
    private readonly TurnLease lease;
    private readonly SessionTurnOptions options;
    private readonly TimeProvider time;
    private readonly Action<TurnUpdate> report;
    private readonly List<Entry> entries;
    private readonly List<Entry> own;
    private readonly List<long> unheard;
    private readonly List<long> heard;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly StringBuilder partial = new();
    private readonly StringBuilder partialReasoning = new();
    private readonly string model;
    private readonly long turn;
    private List<long> seen = [];
    private bool ended;
    private LurkBotException? broken;

    /// <summary>Begins, or goes on with a turn.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lease">The turn's lease.</param>
    /// <param name="options">How the model is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Told what happens.</param>
    /// <param name="history">The entries that the context is built from.</param>
    /// <param name="turn">The turn: the id of the last message that it began with.</param>
    /// <param name="unheard">Its messages that no call has seen yet.</param>
    /// <param name="heard">Those that a call has seen.</param>
    public TurnJournal(IStoredSession session, TurnLease lease, SessionTurnOptions options, TimeProvider time, Action<TurnUpdate> report, IReadOnlyList<Entry> history, long turn, IEnumerable<long> unheard, IEnumerable<long> heard)
    {
        (this.session, this.lease, this.options, this.time, this.report, this.turn) = (session, lease, options, time, report, turn);
        (entries, this.unheard, this.heard, model) = ([.. history], [.. unheard], [.. heard], options.Model);
        own = entries.FindAll(entry => entry.Turn == turn);
    }

    private IEnumerable<AssistantEntry> Responses => own.OfType<AssistantEntry>();

    /// <summary>All that the context is built from, the turn's own entries included, in the order of their ids.</summary>
    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>The turn's messages that no stored response has heard.</summary>
    public IReadOnlyList<long> Asked => unheard;

    /// <summary>All messages of the turn.</summary>
    public IReadOnlyList<long> Messages => [.. heard.Concat(unheard).Order()];

    /// <summary>Whether a call waits for approval: nothing more runs.</summary>
    public bool IsParked { get; private set; }

    /// <summary>Tokens of the whole turn.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>What the innermost client saw of the call under way.</summary>
    public string? CallModel { get; set; }

    /// <summary>Tokens of the call under way.</summary>
    public Usage? CallUsage { get; set; }

    /// <summary>Why the call under way stopped.</summary>
    public string? CallFinish { get; set; }

    /// <summary>The context that the call under way answers.</summary>
    public ContextRecord? CallContext { get; set; }

    /// <summary>The tokens of that context.</summary>
    public long CallTokens { get; set; }

    /// <summary>Whether the call under way gave something.</summary>
    public bool HasHeard => partial.Length > 0 || partialReasoning.Length > 0;

    /// <summary>What the session should remember of the call under way.</summary>
    public string? CallNotice { get; set; }

    /// <summary>Lets go of the gate between parallel tools.</summary>
    public void Dispose() => gate.Dispose();

    /// <summary>Takes the history as it is now: something was appended to it beside the turn.</summary>
    public void Reload(IReadOnlyList<Entry> now)
    {
        entries.Clear();
        entries.AddRange(now);
        own.Clear();
        own.AddRange(entries.FindAll(entry => entry.Turn == turn));
    }

    /// <summary>Looks at what others appended meanwhile.</summary>
    /// <param name="mayJoin">Whether messages may join the turn now.</param>
    /// <param name="cancellationToken">The turn's own.</param>
    public async ValueTask LookAsync(bool mayJoin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options.Watch is not { } watch)
            return;
        var joining = await watch.LookAsync(mayJoin, cancellationToken);
        if (joining.Count == 0)
            return;
        // Under the append lock, so that a door does not take back what joins here.
        await session.AppendAsync(
            info =>
            {
                joining = [.. joining.Where(message => info.Turns!.Pending.Contains(message.Id))];
                lease.Take([.. Messages, .. joining.Select(message => message.Id)], lease.Owner.Attempt);
                return [];
            },
            cancellationToken);
        foreach (var message in joining)
        {
            // By id: the turn may have stored something behind it.
            var place = entries.FindLastIndex(entry => entry.Id < message.Id) + 1;
            if (place == entries.Count || entries[place].Id != message.Id)
                entries.Insert(place, message);
            unheard.Add(message.Id);
        }
    }

    /// <summary>A call to the model begins.</summary>
    /// <exception cref="LurkBotException">It must not.</exception>
    public void BeginCall()
    {
        options.Budget?.BeforeCall();
        partial.Clear();
        partialReasoning.Clear();
        seen = [.. unheard];
        (CallModel, CallUsage, CallFinish, CallNotice) = (null, null, null, null);
    }

    /// <summary>A piece of the reply came.</summary>
    public void Heard(string text) => partial.Append(text);

    /// <summary>A piece of the reasoning came.</summary>
    public void Thought(string text) => partialReasoning.Append(text);

    /// <summary>How the turn ended, for the caller.</summary>
    public TurnResult ToResult(TurnFate fate, Exception? failure)
    {
        var unstored = partial.Length > 0;
        var reply = Responses.LastOrDefault();
        var finish = fate == TurnFate.Answered ? reply?.Finish ?? "stop" : FinishOf(fate);
        return new TurnResult(fate, unstored ? partial.ToString() : reply?.Content ?? "", reply?.Model ?? CallModel ?? model, Usage, finish, failure) { Reasoning = Reasoning(), Answers = heard.Count > 0 ? [.. heard.Order()] : Messages, IsParked = IsParked };
    }

    /// <summary>Stores what one call to the model gave; without a call to a tool it ends the turn.</summary>
    public async Task StoreResponseAsync(IEnumerable<ChatMessage> messages)
    {
        var list = messages.Where(message => message.Role == ChatRole.Assistant).ToList();
        if (list.Count == 0)
            return;
        var contents = list.SelectMany(message => message.Contents).ToList();
        var reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        var told = options.Budget?.Weigh(CallModel ?? model, CallUsage) ?? [];
        var calls = contents.OfType<FunctionCallContent>().ToList();
        await AppendAsync([.. CallNotices(), .. told.Select(notice => Notice(notice.Text, notice.Mark) with { Topic = NoticeTopic.Budget, Mark = notice.Mark }), new AssistantEntry
        {
            Content = string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
            Reasoning = reasoning.Length == 0 ? null : reasoning,
            ReasoningProof = SignedReasoning.Write(contents),
            ToolCalls = [.. calls.Select(call => new ToolCall(call.CallId, call.Name, ToolArguments.Write(call.Arguments)))],
            Model = CallModel ?? model,
            Usage = CallUsage,
            Context = CallContext,
            Finish = CallFinish ?? "stop",
            Heard = seen,
            Answers = calls.Count == 0 ? Sum() : [],
        },
        ]);
        Hear();
        ended = calls.Count == 0;
        await AnswerUnknownAsync(calls);
        AddUsage();
        partial.Clear();
        partialReasoning.Clear();
        foreach (var (text, _) in told)
            report(new TurnUpdate.Note(text));
    }

    /// <summary>A call of a tool that does not exist runs nothing; the model hears which ones there are.</summary>
    private async Task AnswerUnknownAsync(IEnumerable<FunctionCallContent> calls)
    {
        var known = options.Tools.Select(tool => tool.Name).ToList();
        var unknown = calls.Where(call => !known.Contains(call.Name, StringComparer.Ordinal)).ToList();
        if (unknown.Count == 0)
            return;
        var there = known.Count == 0 ? "there are none here" : $"there are {string.Join(", ", known)}";
        await AppendAsync([.. unknown.Select(call => new ToolEntry { ToolCallId = call.CallId, Name = call.Name, Content = options.OnUnknownCall?.Invoke(call) ?? $"There is no tool of that name; {there}.", Error = true })]);
    }

    /// <summary>Stores a tool's result; durable before the model hears of it.</summary>
    /// <returns>What the model hears: of a long result the beginning and the end.</returns>
    public async Task<string> StoreResultAsync(string callId, string name, string content, bool error)
    {
        var blob = content.Length > LongOutput.Limit ? await KeepAsync(content) : null;
        var shown = blob is null ? content : LongOutput.Shorten(content, blob);
        await AppendAsync([new ToolEntry { ToolCallId = callId, Name = name, Content = shown, Error = error, Blob = blob }]);
        report(new TurnUpdate.ToolEnded(name, error));
        return shown;
    }

    /// <summary>Parks the turn: a call waits for approval, durably, and nothing more runs (RULES AP1).</summary>
    /// <param name="callId">The call.</param>
    /// <param name="name">The tool.</param>
    /// <param name="needed">What is asked.</param>
    public async Task ParkAsync(string callId, string name, ApprovalNeededException needed)
    {
        var now = time.GetUtcNow();
        var call = Responses.SelectMany(entry => entry.ToolCalls).LastOrDefault(call => string.Equals(call.Id, callId, StringComparison.Ordinal));
        var stored = await AppendAsync([new ApprovalEntry
        {
            ToolCallId = callId,
            Name = name,
            ArgumentsHash = HashOf(call?.Arguments ?? "{}"),
            Scope = needed.Scope,
            Approvers = needed.Approvers,
            ExpiresAt = now + needed.Timeout,
            Actor = "lurkbot",
        },
        ]);
        IsParked = true;
        report(new TurnUpdate.ApprovalAsked((ApprovalEntry)stored[0], needed.Call));
    }

    /// <summary>Names the arguments of a call, so that an answer is only for them.</summary>
    public static string HashOf(string arguments) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(EntryJson.OneLine(arguments))));

    /// <summary>Stops a turn that could not be written down.</summary>
    public void ThrowIfBroken()
    {
        if (broken is not null)
            throw new LurkBotException(broken.Message, broken);
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
        if (ended || IsParked)
            return;
        ended = true;
        // It ended before the first call: its messages were heard all the same, and can be said again.
        if (seen.Count == 0 && heard.Count == 0)
            seen = [.. unheard];
        var ending = new List<Entry>();
        ending.AddRange(OpenCalls().Select(call => Closing(call, CopiedTurns.Interrupted)));
        if (fate == TurnFate.Answered)
        {
            // The model said nothing, not even an empty reply: that is an end too.
            ending.Add(new AssistantEntry { Model = CallModel ?? model, Finish = CallFinish ?? "stop", Heard = seen, Answers = Sum() });
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
            ending.Add(new AssistantEntry { Content = partial.ToString(), Reasoning = partialReasoning.Length == 0 ? null : partialReasoning.ToString(), Model = CallModel ?? model, Usage = CallUsage, Finish = finish, Partial = true, Heard = hears });
            hears = [];
        }

        ending.Add(Notice(fate == TurnFate.Cancelled ? why ?? "Cancelled by the user." : TextOf(failure), finish) with { Fate = fate, Heard = hears, Answers = Sum() });
        await AppendAsync(ending);
        Hear();
        partial.Clear();
        partialReasoning.Clear();
    }

    /// <summary>What the history says of a failure: in sessions that others read, nothing of this machine.</summary>
    private string TextOf(Exception? failure) => failure switch
    {
        LurkBotException known when options.Context.Speakers == SessionType.Main => known.Message,
        LurkBotException known => known.ForSender,
        null => "The model gave no reply.",
        _ when options.Context.Speakers == SessionType.Main => $"The turn failed: {failure.Message}",
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

    private static NoticeEntry Notice(string text, string reason) =>
        new() { Content = text, Actor = "lurkbot", Reason = reason };

    private IEnumerable<NoticeEntry> CallNotices() => CallNotice is { } text ? [Notice(text, "model")] : [];

    /// <summary>All messages of the turn that have been heard with the call under way, in the order of their ids.</summary>
    private List<long> Sum() => [.. heard.Concat(seen).Order()];

    private void Hear()
    {
        heard.AddRange(seen);
        unheard.RemoveAll(seen.Contains);
        seen = [];
    }

    private void AddUsage()
    {
        if (CallUsage is { } call)
            Usage = Usage?.Plus(call) ?? call;
    }

    private async Task<string> KeepAsync(string content)
    {
        try
        {
            return await session.PutBlobAsync(Encoding.UTF8.GetBytes(content), CancellationToken.None);
        }
        catch (LurkBotException e)
        {
            broken = e;
            throw;
        }
    }

    private async Task<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> added)
    {
        await gate.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            var stored = await session.AppendAsync(lease, [.. added.Select(entry => entry with { Turn = turn, At = entry.At == default ? now : entry.At })], CancellationToken.None);
            entries.AddRange(stored);
            own.AddRange(stored);
            options.Budget?.Stored(stored);
            return stored;
        }
        catch (LurkBotException e)
        {
            broken = e;
            throw;
        }
        finally
        {
            gate.Release();
        }
    }
}
