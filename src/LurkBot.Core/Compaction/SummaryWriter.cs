using System.Text;
using LurkBot.Context;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Compaction;

/// <summary>Has a model write a summary, and takes nothing from it that is not one.</summary>
/// <param name="client">The model.</param>
/// <param name="settings">How long the summary may be, and how long to wait.</param>
/// <param name="time">The clock.</param>
internal sealed class SummaryWriter(IChatClient client, CompactionSettings settings, TimeProvider time)
{
    private const int CharactersPerToken = 6;
    private const double LargestShare = 0.5;

    /// <summary>The part of the model's window that a request may take; the summary needs room too.</summary>
    private const double LargestRequest = 0.75;

    /// <summary>How much longer than without a sign a model may think before it writes.</summary>
    private const int Thinking = 5;

    /// <summary>The tokens of all calls, as the provider counted them; null when it did not.</summary>
    public UsageDetails? Usage { get; private set; }

    private TokenCounter Counter => settings.Context.Counter;

    /// <summary>Writes the summary of a plan; asks once more when the first answer is none.</summary>
    /// <param name="plan">What is summarized.</param>
    /// <param name="focus">What the person asks to keep above all; null for nothing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when neither answer was a summary.</returns>
    /// <exception cref="LurkBotException">The model failed, or nothing came from it for too long.</exception>
    public async Task<string?> WriteAsync(CompactionPlan plan, string? focus, CancellationToken cancellationToken)
    {
        var replaced = plan.Entries.Sum(Counter.Count) + (plan.Previous is null ? 0 : Counter.Count(plan.Previous.Content));
        var longest = Math.Max(100, Math.Min(settings.LongestSummary, (long)(replaced * LargestShare)));
        string? complaint = null;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                var text = await AskAsync(plan, focus, complaint, longest, cancellationToken);
                Check(text, longest, replaced);
                return text;
            }
            catch (SummaryRejectedException e)
            {
                complaint = e.Message;
            }
        }

        return null;
    }

    private async Task<string> AskAsync(CompactionPlan plan, string? focus, string? complaint, long longest, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(settings.Patience, time);
        using var thinking = new CancellationTokenSource(settings.Patience * Thinking, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token, thinking.Token);
        var (text, finish) = (new StringBuilder(), (ChatFinishReason?)null);
        try
        {
            var options = new ChatOptions { MaxOutputTokens = (int)longest * 2 };
            await foreach (var update in client.GetStreamingResponseAsync(Request(plan, focus, complaint, longest), options, either.Token))
            {
                if (update.Contents.Any(content => content is TextContent { Text.Length: > 0 } or TextReasoningContent { Text.Length: > 0 }))
                    stalled.CancelAfter(settings.Patience);
                if (!string.IsNullOrWhiteSpace(update.Text))
                    thinking.CancelAfter(settings.Patience * Thinking);
                text.Append(update.Text);
                foreach (var usage in update.Contents.OfType<UsageContent>())
                    (Usage ??= new UsageDetails()).Add(usage.Details);
                finish = update.FinishReason ?? finish;
                if (text.Length > longest * CharactersPerToken)
                    throw new SummaryRejectedException("It was far too long.");
            }
        }
        catch (OperationCanceledException e) when (thinking.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LurkBotException($"The model thought for {Plural.Of(Math.Round(settings.Patience.TotalSeconds * Thinking), "second")} and wrote nothing.", e);
        }
        catch (OperationCanceledException e) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LurkBotException($"Nothing came from the model for {Plural.Of(Math.Round(settings.Patience.TotalSeconds), "second")}.", e);
        }

        return finish == ChatFinishReason.Length ? throw new SummaryRejectedException("It was cut off: write a shorter one.") : text.ToString().Trim();
    }

    /// <summary>The request, each message cut as far as the model's window asks for it: one turn may have any number of steps.</summary>
    private IReadOnlyList<ChatMessage> Request(CompactionPlan plan, string? focus, string? complaint, long longest)
    {
        for (var most = SummaryChunks.LongestMessage(settings.Window); ; most /= 2)
        {
            var messages = SummaryPrompt.Messages(plan.Previous?.Content, plan.Entries, focus, complaint, longest, most);
            if (most <= SummaryChunks.ShortestMessage || messages.Sum(message => (long)Counter.Count(message.Text)) <= settings.Window * LargestRequest)
                return messages;
        }
    }

    private void Check(string text, long longest, long replaced)
    {
        if (text.Length == 0)
            throw new SummaryRejectedException("It was empty.");
        if (SummaryHeadings.All.Any(heading => !text.Contains(heading, StringComparison.OrdinalIgnoreCase)))
            throw new SummaryRejectedException($"It must have exactly these headings: {string.Join(", ", SummaryHeadings.All)}.");
        var tokens = Counter.Count(text);
        if (tokens > longest * 3 / 2 || tokens >= replaced)
            throw new SummaryRejectedException("It was too long: write a shorter one.");
    }
}
