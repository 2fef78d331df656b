using System.Text;
using LurkBot.Budgets;
using LurkBot.Context;
using LurkBot.History;
using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>What one turn writes into its session, and what it has seen so far. Writes never take the turn's own cancellation.</summary>
internal sealed class TurnJournal(IStoredSession session, SessionTurnOptions options, TimeProvider time, IReadOnlyList<Entry> history) : IDisposable
{
    private readonly List<Entry> entries = [.. history];
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly StringBuilder partial = new();
    private readonly StringBuilder partialReasoning = new();
    private readonly string model = options.Model;
    private long turn;
    private bool closed;
    private LurkBotException? broken;

    private AssistantEntry? Reply => entries.OfType<AssistantEntry>().LastOrDefault(entry => entry.Turn == turn);

    /// <summary>All that the context is built from, the turn's own entries included.</summary>
    public IReadOnlyList<Entry> Entries => entries;

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
    }

    /// <summary>A call to the model begins.</summary>
    /// <exception cref="BudgetExhaustedException">It must not.</exception>
    public void BeginCall()
    {
        options.Budget?.BeforeCall();
        partial.Clear();
        partialReasoning.Clear();
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
        var finish = fate == TurnFate.Answered ? Reply?.Finish ?? "stop" : FinishOf(fate);
        return new TurnResult(fate, unstored ? partial.ToString() : Reply?.Content ?? "", Reply?.Model ?? CallModel ?? model, Usage, finish, failure) { Reasoning = Reasoning() };
    }

    /// <summary>Closes what a killed process left open in the newest turn.</summary>
    public async Task CloseInterruptedAsync()
    {
        turn = session.Info.LastTurn;
        // Of a turn of which something was erased nobody knows what was open.
        if (entries.Count == 0 || entries.Any(entry => entry.Turn == turn && entry is TombstoneEntry))
            return;
        var open = OpenCalls();
        var last = entries.LastOrDefault(entry => entry.Turn == turn && entry.IsOfTurn);
        if (last is null or SystemEntry || (last is AssistantEntry { ToolCalls.Count: 0 } && open.Count == 0))
            return;
        await AppendAsync([.. open.Select(Interrupted), Notice("Interrupted before the reply was complete.", "interrupted")]);
    }

    /// <summary>Makes the message durable; the turn begins.</summary>
    public async Task BeginAsync(UserEntry message)
    {
        turn = 0;
        await AppendAsync([message with { At = message.At == default ? time.GetUtcNow() : message.At }]);
        turn = entries[^1].Turn;
    }

    /// <summary>Stores what one call to the model gave.</summary>
    public async Task StoreResponseAsync(IEnumerable<ChatMessage> messages)
    {
        var list = messages.Where(message => message.Role == ChatRole.Assistant).ToList();
        if (list.Count == 0)
            return;
        var contents = list.SelectMany(message => message.Contents).ToList();
        var reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        var told = options.Budget?.Weigh(CallModel ?? model, CallUsage) ?? [];
        await AppendAsync([.. CallNotices(), .. told.Select(notice => Notice(notice.Text, notice.Mark) with { Topic = NoticeTopic.Budget, Mark = notice.Mark }), new AssistantEntry
        {
            Content = string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
            Reasoning = reasoning.Length == 0 ? null : reasoning,
            ReasoningProof = SignedReasoning.Write(contents),
            ToolCalls = [.. contents.OfType<FunctionCallContent>().Select(call => new ToolCall(call.CallId, call.Name, ToolArguments.Write(call.Arguments)))],
            Model = CallModel ?? model,
            Usage = CallUsage,
            Context = CallContext,
            Finish = CallFinish ?? "stop",
        },
        ]);
        await AnswerUnknownAsync(contents.OfType<FunctionCallContent>());
        AddUsage();
        partial.Clear();
        partialReasoning.Clear();
        foreach (var (text, _) in told)
            options.OnNote?.Invoke(text);
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
        var heard = blob is null ? content : LongOutput.Shorten(content, blob);
        await AppendAsync([new ToolEntry { ToolCallId = callId, Name = name, Content = heard, Error = error, Blob = blob }]);
        return heard;
    }

    /// <summary>Stops a turn that could not be written down.</summary>
    public void ThrowIfBroken()
    {
        if (broken is not null)
            throw new LurkBotException(broken.Message, broken);
    }

    /// <summary>Ends the turn: partial text is kept, open calls get a closing result, a failure is written down. Idempotent.</summary>
    public async Task CloseAsync(TurnFate fate, Exception? failure)
    {
        if (closed)
            return;
        closed = true;
        if (fate == TurnFate.Answered && Reply is not null)
            return;
        var finish = FinishOf(fate);
        var ending = new List<Entry>();
        ending.AddRange(OpenCalls().Select(Interrupted));
        if (partial.Length > 0 || partialReasoning.Length > 0)
        {
            AddUsage();
            ending.AddRange(CallNotices());
            ending.Add(new AssistantEntry { Content = partial.ToString(), Reasoning = partialReasoning.Length == 0 ? null : partialReasoning.ToString(), Model = CallModel ?? model, Usage = CallUsage, Finish = finish, Partial = true });
        }

        ending.Add(fate == TurnFate.Cancelled
            ? Notice("Cancelled by the user.", finish)
            : Notice(failure is LurkBotException ? failure.Message : failure is null ? "The model gave no reply." : $"The turn failed: {failure.Message}", finish));
        await AppendAsync(ending);
        partial.Clear();
        partialReasoning.Clear();
    }

    /// <summary>What the model thought in the whole turn, a paragraph for each of its calls.</summary>
    private string? Reasoning()
    {
        var all = entries.OfType<AssistantEntry>().Where(entry => entry.Turn == turn).Select(entry => entry.Reasoning).Append(partialReasoning.ToString()).Where(text => !string.IsNullOrWhiteSpace(text));
        return string.Join("\n\n", all) is { Length: > 0 } text ? text : null;
    }

    private static string FinishOf(TurnFate fate) => fate == TurnFate.Cancelled ? "cancelled" : "error";

    private static ToolEntry Interrupted(ToolCall call) =>
        new() { ToolCallId = call.Id, Name = call.Name, Content = ContextMessages.InterruptedResult, Error = true };

    private static NoticeEntry Notice(string text, string reason) =>
        new() { Content = text, Actor = "lurkbot", Reason = reason };

    private IEnumerable<NoticeEntry> CallNotices() => CallNotice is { } text ? [Notice(text, "model")] : [];

    private List<ToolCall> OpenCalls()
    {
        var answered = entries.OfType<ToolEntry>().Where(entry => entry.Turn == turn).Select(entry => entry.ToolCallId).ToHashSet(StringComparer.Ordinal);
        return [.. entries.OfType<AssistantEntry>().Where(entry => entry.Turn == turn).SelectMany(entry => entry.ToolCalls).Where(call => !answered.Contains(call.Id))];
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

    private async Task AppendAsync(IReadOnlyList<Entry> added)
    {
        await gate.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            var stored = await session.AppendAsync([.. added.Select(entry => entry with { Turn = turn, At = entry.At == default ? now : entry.At })], CancellationToken.None);
            entries.AddRange(stored);
            options.Budget?.Stored(stored);
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
