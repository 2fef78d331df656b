using System.Runtime.CompilerServices;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>The innermost client: notes what a provider sends, so that partial text, model and usage survive whatever follows.</summary>
internal sealed class RecordingChatClient(IChatClient inner, TurnJournal journal) : DelegatingChatClient(inner)
{
    private readonly CallIds ids = new(() => journal.Entries);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        journal.BeginCall();
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        journal.Heard(response.Text);
        foreach (var message in response.Messages)
        {
            ids.Give(message.Contents);
            Think(message.Contents);
        }

        journal.CallNotice = ModelNotice.In(response.AdditionalProperties);
        journal.CallModel = response.ModelId;
        journal.CallFinish = response.FinishReason?.Value;
        Note(response.Usage);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        journal.BeginCall();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            journal.Heard(update.Text);
            ids.Give(update.Contents);
            Think(update.Contents);
            if (ModelNotice.In(update.AdditionalProperties) is { } notice)
                journal.CallNotice = journal.CallNotice is { } before ? $"{before} {notice}" : notice;
            journal.CallModel = update.ModelId ?? journal.CallModel;
            journal.CallFinish = update.FinishReason?.Value ?? journal.CallFinish;
            foreach (var usage in update.Contents.OfType<UsageContent>())
                Note(usage.Details);
            yield return update;
        }
    }

    private void Think(IList<AIContent> contents)
    {
        foreach (var content in contents)
        {
            if (content is TextReasoningContent { Text.Length: > 0 } thought)
                journal.Thought(thought.Text);
        }
    }

    private void Note(UsageDetails? usage)
    {
        // Some compatible servers send growing counts with every piece: the last ones are the call's.
        journal.CallUsage = UsageCount.Of(usage) ?? journal.CallUsage;
    }
}
