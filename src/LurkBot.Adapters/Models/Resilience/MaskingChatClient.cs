using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Masks the owner's keys in what a model says, also one that comes in pieces: the end of a piece that may begin one waits for the next.</summary>
/// <param name="inner">The model.</param>
/// <param name="secrets">The keys.</param>
internal sealed class MaskingChatClient(IChatClient inner, KnownSecrets secrets) : StreamedChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (text, thought) = ("", "");
        ExceptionDispatchInfo? failure = null;
        await using var updates = InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                    break;
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
                break;
            }

            var update = updates.Current;
            for (var i = 0; i < update.Contents.Count; i++)
            {
                if (update.Contents[i] is TextReasoningContent reasoning)
                    reasoning.Text = Take(ref thought, reasoning.Text);
                else if (update.Contents[i] is TextContent words)
                    words.Text = Take(ref text, words.Text);
                else if (text.Length > 0)
                    update.Contents.Insert(i++, new TextContent(Finish(ref text)));
            }

            if (update.FinishReason is not null && text.Length > 0)
                update.Contents.Add(new TextContent(Finish(ref text)));
            yield return update;
        }

        // What came is kept, also when the rest does not come.
        if (text.Length > 0)
            yield return new ChatResponseUpdate(ChatRole.Assistant, Finish(ref text));
        failure?.Throw();
    }

    private string Take(ref string open, string piece)
    {
        var whole = secrets.Mask(open + piece);
        var end = secrets.OpenEnd(whole);
        open = whole[(whole.Length - end)..];
        return whole[..(whole.Length - end)];
    }

    private string Finish(ref string open)
    {
        var rest = open;
        open = "";
        return secrets.Mask(rest);
    }
}
