using LurkBot.Cli.Commands;
using LurkBot.Cli.Output;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>Answers one question and ends.</summary>
internal static class SingleTurn
{
    /// <summary>Asks and prints; JSON is one object with session, reply, reasoning, model, usage and finish_reason.</summary>
    /// <param name="chat">The session.</param>
    /// <param name="text">The question.</param>
    /// <param name="json">Whether one JSON object is wanted.</param>
    /// <param name="capabilities">What the terminal can do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public static async Task<int> RunAsync(ChatSession chat, string text, bool json, TerminalCapabilities capabilities, TimeProvider time, CancellationToken cancellationToken)
    {
        text = text.TrimEnd();
        if (text.Length == 0 && !chat.Pending.Any)
            throw new CommandException(ExitCodes.Usage, "No question given. Pass it as an argument or on standard input.");
        if (!chat.IsKept)
            Console.Error.WriteLine("Persistence is off: nothing said here is kept.");
        var result = await AskAsync(chat, text, json, capabilities, time, cancellationToken);
        if (json)
            JsonOutput.Write(ReplyJson.Of(chat.Key, result), ReportJson.Compact.ReplyJson);
        else if (!capabilities.Rich)
            Console.WriteLine();
        if (result.Error is not null && result.Fate == TurnFate.Failed)
            Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(result.Error.Message));
        if (result.Fate == TurnFate.Cancelled && result.Why is { } why)
            WriteNote(why);
        if (result.Fate == TurnFate.Answered)
            await CompactAsync(chat, cancellationToken);
        return result.Fate switch
        {
            TurnFate.Answered => ExitCodes.Success,
            TurnFate.Cancelled => Termination.ExitCode ?? ExitCodes.Cancelled,
            _ when result.Error is LurkBotException { Kind: ErrorKind.Paused } => ExitCodes.Paused,
            _ => ExitCodes.Failure,
        };
    }

    /// <summary>The answer is there already; whoever does not want to wait leaves with Ctrl-C and loses nothing.</summary>
    private static async Task CompactAsync(ChatSession chat, CancellationToken cancellationToken)
    {
        try
        {
            if (await chat.CompactAsync(cancellationToken) is { } done)
                WriteNote(done);
        }
        catch (Exception e) when (e is LurkBotException or OperationCanceledException)
        {
            if (e is LurkBotException)
                WriteNote($"Nothing was compacted: {e.Message}");
        }
    }

    /// <summary>Shows a note beside the reply, which alone goes to the output.</summary>
    public static void WriteNote(string text) => Console.Error.WriteLine(TerminalText.Sanitize(text));

    private static async Task<TurnResult> AskAsync(ChatSession chat, string text, bool json, TerminalCapabilities capabilities, TimeProvider time, CancellationToken cancellationToken)
    {
        using var reply = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var termination = new Termination(reply);
        if (json)
            return await chat.AskAsync(text, new ReplySink(OnText: null, WriteNote, OnAsk: ToolPrompt.ByLine()), reply.Token);
        return capabilities.Rich
            ? await AskRichAsync(chat, text, capabilities.Color, time, reply.Token)
            : await chat.AskAsync(text, new ReplySink(piece => Console.Write(TerminalText.Sanitize(piece)), WriteNote, OnAsk: ToolPrompt.ByLine()), reply.Token);
    }

    private static async Task<TurnResult> AskRichAsync(ChatSession chat, string text, bool color, TimeProvider time, CancellationToken cancellationToken)
    {
        using var view = new ReplyView(new MarkdownRenderer(), Console.Out, () => TerminalSize.Current, color, time);
        var ask = ToolPrompt.ByLine() is not { } byLine ? null : new Func<ToolQuestion, CancellationToken, Task<ToolAnswer>>((question, cancellation) =>
        {
            view.Ask([]);
            return byLine(question, cancellation);
        });
        try
        {
            return await chat.AskAsync(text, new ReplySink(view.Append, view.Note, view.Think, ask, view.Run), cancellationToken);
        }
        finally
        {
            view.End();
        }
    }
}
