using LurkBot.Entries;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Writes into the journal what an agent streams: calls before the agent is asked for more, and with that before it runs them.</summary>
/// <param name="journal">The turn.</param>
internal sealed class AgentRecorder(TurnJournal journal) : IDisposable
{
    private const string NoResult = "No result: the agent ended before this call had one.";

    /// <summary>A tool may begin while the agent streams.</summary>
    private readonly SemaphoreSlim gate = new(1, 1);

    private readonly List<AIContent> said = [];
    private readonly HashSet<string> ahead = new(StringComparer.Ordinal);
    private string? response;
    private Usage? earlier;
    private Usage? newest;

    /// <summary>The turn.</summary>
    public TurnJournal Journal => journal;

    /// <summary>Lets go of the gate.</summary>
    public void Dispose() => gate.Dispose();

    /// <summary>A piece came.</summary>
    public async Task AddAsync(AgentResponseUpdate update)
    {
        // An agent may go on after a tool whose result could not be stored; the turn must not.
        journal.ThrowIfBroken();
        await gate.WaitAsync();
        try
        {
            journal.CallFinish = update.FinishReason?.Value ?? journal.CallFinish;
            journal.CallModel = (update.RawRepresentation as ChatResponseUpdate)?.ModelId ?? journal.CallModel;
            foreach (var content in update.Contents)
                await AddAsync(update, content);
            await StoreCallsAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The agent has nothing more to say: the turn is answered.</summary>
    public async Task EndAsync()
    {
        journal.ThrowIfBroken();
        await journal.CloseCallsAsync(NoResult);
        await StoreAsync();
    }

    /// <summary>A tool begins: its call is durable, if need be from here.</summary>
    /// <param name="callId">The call; null when only its tool is known.</param>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The call's id.</returns>
    public async Task<string> BeginToolAsync(string? callId, string name, AIFunctionArguments arguments)
    {
        journal.ThrowIfBroken();
        await gate.WaitAsync();
        try
        {
            var text = EntryJson.OneLine(ToolArguments.Write(arguments));
            var open = journal.OpenCalls().Find(call => callId is null
                ? string.Equals(call.Name, name, StringComparison.Ordinal) && string.Equals(EntryJson.OneLine(call.Arguments), text, StringComparison.Ordinal) && ahead.Add(call.Id)
                : string.Equals(call.Id, callId, StringComparison.Ordinal));
            if (open is not null)
                return open.Id;
            callId ??= $"call-{Guid.NewGuid():n}";
            ahead.Add(callId);
            said.Add(new FunctionCallContent(callId, name, new Dictionary<string, object?>(arguments, StringComparer.Ordinal)));
            await StoreAsync();
            return callId;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task AddAsync(AgentResponseUpdate update, AIContent content)
    {
        switch (content)
        {
            case TextReasoningContent thought:
                journal.Thought(thought.Text);
                said.Add(thought);
                break;
            case TextContent text when update.Role is null || update.Role == ChatRole.Assistant:
                journal.Heard(text.Text);
                said.Add(text);
                break;
            // One that its tool wrote down is there already.
            case FunctionCallContent call when !ahead.Contains(call.CallId):
                said.Add(call);
                break;
            case FunctionResultContent result:
                await StoreCallsAsync();
                await StoreResultAsync(result);
                break;
            case UsageContent usage:
                Count(update.ResponseId, UsageCount.Of(usage.Details));
                break;
        }
    }

    /// <summary>The last count of a response is the response's; a turn has several.</summary>
    private void Count(string? id, Usage? count)
    {
        if (count is null)
            return;
        if (newest is not null && (id is null || !string.Equals(id, response, StringComparison.Ordinal)))
            earlier = earlier?.Plus(newest) ?? newest;
        (response, newest) = (id, count);
    }

    private async Task StoreCallsAsync()
    {
        if (said.Exists(content => content is FunctionCallContent))
            await StoreAsync();
    }

    /// <summary>Stores what was said since the last time; without a call it ends the turn.</summary>
    private async Task StoreAsync()
    {
        journal.CallUsage = newest is null ? earlier : earlier?.Plus(newest) ?? newest;
        await journal.StoreResponseAsync([new ChatMessage(ChatRole.Assistant, [.. said])]);
        said.Clear();
        (earlier, newest) = (null, null);
        journal.BeginCall();
        // Only what was said first answers just that context.
        journal.CallView = null;
    }

    /// <summary>A second result of a call, or one without a call, says nothing new.</summary>
    private async Task StoreResultAsync(FunctionResultContent result)
    {
        if (journal.OpenCalls().Find(call => string.Equals(call.Id, result.CallId, StringComparison.Ordinal)) is not { } call)
            return;
        var text = result.Result?.ToString() ?? (result.Exception is { } error ? $"Error: {error.Message}" : "");
        await journal.StoreResultAsync(call.Id, call.Name, text, result.Exception is not null);
    }
}
