using LurkBot.Context;
using LurkBot.Models;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Asks a model: Agent Framework runs its tools, the journal records each step.</summary>
/// <param name="client">The model.</param>
internal sealed class ChatClientCall(IChatClient client) : ITurnCall
{
    /// <inheritdoc/>
    /// <remarks>Tools are told in any case, as some providers want them for the calls before.</remarks>
    public async Task AskAsync(TurnJournal journal, ContextSettings context, bool mayCall, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        var options = journal.Options;
        var recording = new RecordingChatClient(new AttachmentChatClient(options.Telemetry?.Trace(client, journal.Session.Info.Id) ?? client, journal.Session), journal);
        var agent = new ChatClientAgent(recording, new ChatClientAgentOptions
        {
            RequirePerServiceCallChatHistoryPersistence = true,
            ChatHistoryProvider = new TurnChatHistoryProvider(journal, context),
            ChatOptions = new ChatOptions
            {
                Instructions = options.SystemPrompt,
                MaxOutputTokens = options.MaxTokens + ReasoningBudget.Tokens(options.Reasoning),
                Reasoning = ReasoningBudget.Options(options.Reasoning),
                Temperature = (float?)options.Temperature,
                Tools = [.. options.Tools.Select(tool => mayCall ? (AITool)new JournalledFunction(tool, journal) : tool.AsDeclarationOnly())],
                ToolMode = mayCall ? null : ChatToolMode.None,
            },
        });
        // The turn's own limit counts calls; the framework's counts rounds, and must not be the first to be reached.
        if (agent.GetService<FunctionInvokingChatClient>() is { } invoking)
            invoking.MaximumIterationsPerRequest = mayCall ? options.MaxToolCalls : 1;
        var agentSession = await agent.CreateSessionAsync(cancellationToken);
        // The messages are on disk, and with them in the context.
        if (!options.Stream)
        {
            var response = await agent.RunAsync([], agentSession, options: null, cancellationToken);
            ReportReasoning(response.Messages.SelectMany(said => said.Contents), report);
            if (response.Text.Length > 0)
                report(new TurnUpdate.TextDelta(response.Text));
            return;
        }

        await foreach (var update in agent.RunStreamingAsync([], agentSession, options: null, cancellationToken))
        {
            ReportReasoning(update.Contents, report);
            if (update.Text.Length > 0)
                report(new TurnUpdate.TextDelta(update.Text));
        }
    }

    private static void ReportReasoning(IEnumerable<AIContent> contents, Action<TurnUpdate> report)
    {
        foreach (var content in contents)
        {
            if (content is TextReasoningContent { Text.Length: > 0 } thought)
                report(new TurnUpdate.ReasoningDelta(thought.Text));
        }
    }
}
