using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>Shows what a runner does: in a chat all of it, else only the reply to the own message; what happens to others is named in notes.</summary>
/// <param name="key">The session.</param>
/// <param name="sink">Where it is shown.</param>
/// <param name="own">The own message; null when all that waits is answered.</param>
/// <param name="mine">Messages that this chat accepted.</param>
/// <param name="onWaiting">Another turn holds the session.</param>
internal sealed class TurnView(SessionKey key, ReplySink sink, long? own, IReadOnlySet<long> mine, Action<TurnUpdate.Waiting> onWaiting)
{
    private bool hides;
    private bool hasText;
    private bool isBetween;
    private long approved;
    private string? refused;

    /// <summary>A question of a turn was answered: the turn goes on, and is not a message that waited.</summary>
    /// <param name="turn">The turn.</param>
    public void Approve(long turn) => approved = turn;

    /// <summary>The owner was asked about a tool and said no: that was shown, and its result says nothing more.</summary>
    /// <param name="tool">The tool.</param>
    public void Refuse(string tool) => refused = tool;

    /// <summary>Shows an update.</summary>
    public void Show(TurnUpdate update)
    {
        switch (update)
        {
            case TurnUpdate.Answering answering:
                Begin(answering);
                break;
            case TurnUpdate.TextDelta piece when !hides:
                Write(piece.Text);
                break;
            case TurnUpdate.ReasoningDelta thought when !hides:
                sink.OnReasoning?.Invoke(thought.Text);
                break;
            case TurnUpdate.ToolStarted tool:
                foreach (var line in ToolPrompt.Started(tool.Tool, tool.Call))
                    sink.OnNote(line);
                sink.OnTool?.Invoke(tool.Tool);
                break;
            case TurnUpdate.ToolEnded tool:
                sink.OnTool?.Invoke(null);
                if (tool.Failed && string.Equals(tool.Tool, refused, StringComparison.Ordinal))
                {
                    refused = null;
                    break;
                }

                foreach (var line in ToolPrompt.Ended(tool))
                    sink.OnNote(line);
                break;
            case TurnUpdate.SubagentStep { Line: { } line }:
                sink.OnNote(TerminalText.Sanitize(line, keepNewlines: false));
                break;
            case TurnUpdate.Note note:
                sink.OnNote(note.Text);
                break;
            case TurnUpdate.Interrupted interrupted:
                sink.OnNote(Describe(interrupted));
                break;
            case TurnUpdate.Waiting waiting:
                onWaiting(waiting);
                break;
            case TurnUpdate.Ended ended:
                End(ended.Result);
                break;
        }
    }

    private void Begin(TurnUpdate.Answering answering)
    {
        hides = !sink.IsChat && own is not null && !answering.Messages.Any(message => message.Id == own);
        isBetween = hasText;
        if (answering.Messages.Any(message => message.Id == approved))
            return;
        foreach (var message in answering.Messages.Where(message => message.Id != own && !mine.Contains(message.Id)))
            sink.OnNote($"Answering a message that waited{(message.IsSaid ? "" : $", from {TerminalText.Sanitize(EntrySpeaker.OrUser(message), keepNewlines: false)}")}: “{EntryText.Shorten(message.Content)}”");
    }

    private void Write(string text)
    {
        if (isBetween)
            sink.OnText?.Invoke("\n\n");
        (isBetween, hasText) = (false, true);
        sink.OnText?.Invoke(text);
    }

    private void End(TurnResult result)
    {
        var isOwn = own is { } id && result.Answers.Contains(id);
        // It joined the turn of another message.
        if (hides && isOwn && result.Reply.Length > 0)
            Write(result.Reply);
        hides = false;
        if (!isOwn && (result.Fate == TurnFate.Cancelled ? result.Why : result.Error?.Message) is { } why)
            sink.OnNote(why);
    }

    private string Describe(TurnUpdate.Interrupted interrupted)
    {
        var what = interrupted.Messages.Count == 0 ? "A turn" : $"The answer to “{EntryText.Shorten(interrupted.Messages[^1].Content)}”";
        return sink.IsChat && interrupted.IsLast ? $"{what} was interrupted before it was complete. /retry answers it again."
            : sink.IsChat ? $"{what} was interrupted before it was complete. To have it answered, send the message again."
            : TerminalText.Sanitize($"{what} was interrupted before it was complete. To have it answered, send the message again: lurkbot chat --session {ShellWord.Quote(key.ToString())} \"…\"");
    }
}
