using System.Security.Cryptography;
using System.Text;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>What one turn writes into its session, and what it has seen so far. Writes never take the turn's own cancellation.</summary>
internal sealed partial class TurnJournal : IDisposable
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
    private int callsTaken;
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
        callsTaken = own.OfType<ToolEntry>().Count();
    }

    /// <summary>The session.</summary>
    public IStoredSession Session => session;

    /// <summary>How the model is asked.</summary>
    public SessionTurnOptions Options => options;

    private IEnumerable<AssistantEntry> Responses => own.OfType<AssistantEntry>();

    /// <summary>All that the context is built from, the turn's own entries included, in the order of their ids.</summary>
    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>The turn's messages that no stored response has heard.</summary>
    public IReadOnlyList<long> Asked => unheard;

    /// <summary>All messages of the turn.</summary>
    public IReadOnlyList<long> Messages => [.. heard.Concat(unheard).Order()];

    /// <summary>Whether a call waits for approval: nothing more runs.</summary>
    public bool IsParked { get; private set; }

    /// <summary>Whether a response ended the turn.</summary>
    public bool HasEnded => ended;

    /// <summary>Whether the turn has no call of a tool left.</summary>
    public bool IsAtCallLimit => Volatile.Read(ref callsTaken) >= options.MaxToolCalls;

    /// <summary>Tokens of the whole turn.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>What the innermost client saw of the call under way.</summary>
    public string? CallModel { get; set; }

    /// <summary>Tokens of the call under way.</summary>
    public Usage? CallUsage { get; set; }

    /// <summary>Why the call under way stopped.</summary>
    public string? CallFinish { get; set; }

    /// <summary>The context that the call under way answers.</summary>
    public ContextView? CallView { get; set; }

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
        var changes = await watch.LookAsync(mayJoin, cancellationToken);
        var joining = changes.OfType<UserEntry>().Select(message => message.Id).ToList();
        if (joining.Count == 0)
            return;
        // Under the append lock, so that a door does not take back what joins here.
        await session.AppendAsync(
            info =>
            {
                joining.RemoveAll(id => !info.Turns!.Pending.Contains(id));
                lease.Take([.. Messages, .. joining], id => Math.Max(1, lease.Owner.AttemptsOf(id)));
                return [];
            },
            cancellationToken);
        Join([.. changes.Where(entry => joining.Contains(MessageVersions.TargetOf(entry) ?? entry.Id))]);
    }

    /// <summary>A call to the model begins.</summary>
    /// <exception cref="LurkBotException">It must not.</exception>
    public void BeginCall()
    {
        options.Budget?.BeforeCall();
        partial.Clear();
        partialReasoning.Clear();
        (seen, seenNotes) = ([.. unheard], [.. noted]);
        (CallModel, CallUsage, CallFinish, CallNotice) = (null, null, null, null);
    }

    /// <summary>A piece of the reply came.</summary>
    public void Heard(string text) => partial.Append(text);

    /// <summary>A piece of the reasoning came.</summary>
    public void Thought(string text) => partialReasoning.Append(text);

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
            Context = RecordOfCall(),
            Finish = CallFinish ?? "stop",
            Heard = seen,
            Noted = SeenNotes(),
            Answers = calls.Count == 0 ? Sum() : [],
        },
        ]);
        Hear();
        ended = calls.Count == 0;
        // Another model that stepped in counts in its own way.
        if (CallNotice is null && CallView is not null && CallUsage is { Input: > 0 } counted && options.Context.Counter is CalibratedTokenCounter counter)
            counter.Learn(CallView.Estimated, counted.Input);
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
        // Another program's agent answers its calls itself.
        if (!options.KnowsTools)
            return;
        var known = options.Tools.Select(tool => tool.Name).ToList();
        var unknown = calls.Where(call => !known.Contains(call.Name, StringComparer.Ordinal)).ToList();
        if (unknown.Count == 0)
            return;
        Interlocked.Add(ref callsTaken, unknown.Count);
        var there = known.Count == 0 ? "there are none here" : $"there are {string.Join(", ", known)}";
        await AppendAsync([.. unknown.Select(call => new ToolEntry { ToolCallId = call.CallId, Name = call.Name, Content = options.OnUnknownCall?.Invoke(call) ?? $"There is no tool of that name; {there}.", Error = true })]);
    }

    /// <summary>Stores a tool's result; durable before the model hears of it.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="name">The tool.</param>
    /// <param name="content">What it gave.</param>
    /// <param name="error">Whether it failed.</param>
    /// <param name="kept">The name of a blob that the call kept; null for none.</param>
    /// <param name="sources">What of other sessions it tells; null for nothing.</param>
    /// <returns>What the model hears: of a long result the beginning and the end.</returns>
    public async Task<string> StoreResultAsync(string callId, string name, string content, bool error, string? kept = null, IReadOnlyList<EntrySource>? sources = null)
    {
        var blob = content.Length > LongOutput.Limit ? await KeepAsync(content) : null;
        var shown = blob is null ? content : LongOutput.Shorten(content, blob);
        await AppendAsync([new ToolEntry { ToolCallId = callId, Name = name, Content = shown, Error = error, Blob = error ? blob : kept ?? blob, Sources = sources ?? [] }]);
        report(new TurnUpdate.ToolEnded(name, error) { Output = shown });
        return shown;
    }

    /// <summary>Takes one of the calls of tools that the turn has left.</summary>
    /// <returns>False when there is none: the call does not run.</returns>
    public bool TryTakeCall() => Interlocked.Increment(ref callsTaken) <= options.MaxToolCalls;

    /// <summary>Tells the person and the history.</summary>
    /// <param name="text">A sentence or several.</param>
    /// <param name="reason">The kind of the notice.</param>
    public async Task NoteAsync(string text, string reason)
    {
        await AppendAsync([Notice(text, reason)]);
        report(new TurnUpdate.Note(text));
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

    private static NoticeEntry Notice(string text, string reason) =>
        new() { Content = text, Actor = "lurkbot", Reason = reason };

    private IEnumerable<NoticeEntry> CallNotices() => CallNotice is { } text ? [Notice(text, "model")] : [];

    /// <summary>All messages of the turn that have been heard with the call under way, in the order of their ids.</summary>
    private List<long> Sum() => [.. heard.Concat(seen).Order()];

    private void Hear()
    {
        heard.AddRange(seen);
        unheard.RemoveAll(seen.Contains);
        noted.RemoveAll(seenNotes.Contains);
        (seen, seenNotes) = ([], []);
    }

    /// <summary>What is quoted before the turn is the same in all its calls: the first response says it.</summary>
    private ContextRecord? RecordOfCall() => Responses.Any(response => response.Context is { Recalled.Count: > 0 }) ? CallView is null ? null : CallView.Record with { Recalled = [] } : CallView?.Record;

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
