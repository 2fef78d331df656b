using LurkBot.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>A reply on the terminal: a line that says that it is awaited, then its text as Markdown.</summary>
internal sealed class ReplyView : IDisposable
{
    private readonly Lock gate = new();
    private readonly TextWriter output;
    private readonly LiveMarkdown markdown;
    private readonly ThinkingView thinking;
    private readonly bool color;
    private readonly TimeProvider time;
    private long started;
    private string? running;
    private readonly ITimer timer;
    private bool waiting;
    private bool begun;

    /// <summary>Begins to wait for a reply.</summary>
    /// <param name="renderer">Renders Markdown.</param>
    /// <param name="output">The terminal.</param>
    /// <param name="size">Its size, asked at each painting.</param>
    /// <param name="color">Whether colours are wanted.</param>
    /// <param name="time">The clock: after a second without text the view says that it waits.</param>
    public ReplyView(MarkdownRenderer renderer, TextWriter output, Func<TerminalSize> size, bool color, TimeProvider time)
    {
        (this.output, this.color, this.time) = (output, color, time);
        markdown = new LiveMarkdown(renderer, output, size, color);
        thinking = new ThinkingView(output, size, color);
        started = time.GetTimestamp();
        timer = time.CreateTimer(_ => ShowWaiting(), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Dispose() => timer.Dispose();

    /// <summary>Shows a piece of the reply.</summary>
    public void Append(string piece)
    {
        lock (gate)
        {
            Begin();
            thinking.End();
            markdown.Append(piece);
        }
    }

    /// <summary>Shows a piece of the model's reasoning, faintly; it ends where the reply begins.</summary>
    public void Think(string piece)
    {
        lock (gate)
        {
            Begin();
            markdown.End();
            thinking.Append(piece);
        }
    }

    /// <summary>Shows a line of its own: what whoever waits should know.</summary>
    public void Note(string text)
    {
        lock (gate)
        {
            Begin();
            thinking.End();
            markdown.End();
            output.Write(new StyledLine().Add(TerminalText.Sanitize(text, keepNewlines: false), TextStyle.Faint).ToAnsi(color) + "\n");
            (waiting, begun) = (false, false);
        }
    }

    /// <summary>Says what is waited for.</summary>
    /// <param name="tool">The tool that runs; null for the model.</param>
    public void Run(string? tool)
    {
        lock (gate)
        {
            Begin();
            (running, started, waiting, begun) = (tool, time.GetTimestamp(), false, false);
        }
    }

    /// <summary>Shows a question; the view waits for nothing until something else is shown.</summary>
    /// <param name="lines">Its lines, harmless already.</param>
    public void Ask(IReadOnlyList<string> lines)
    {
        lock (gate)
        {
            Begin();
            thinking.End();
            markdown.End();
            foreach (var line in lines)
                output.Write(line + "\n");
            output.Flush();
        }
    }

    /// <summary>Shows what somebody types as their answer.</summary>
    public void Echo(string text)
    {
        lock (gate)
        {
            output.Write(text);
            output.Flush();
        }
    }

    /// <summary>Shows what is left.</summary>
    public void End()
    {
        lock (gate)
        {
            Begin();
            thinking.End();
            markdown.End();
        }
    }

    private void ShowWaiting()
    {
        lock (gate)
        {
            if (begun)
                return;
            waiting = true;
            var what = running is null ? "Waiting for the model" : $"Running {TerminalText.Sanitize(running, keepNewlines: false)}";
            var text = $"{what}, {time.GetElapsedTime(started).TotalSeconds:0} s. Ctrl-C cancels.";
            output.Write("\r" + new StyledLine().Add(text, TextStyle.Faint).ToAnsi(color) + "\e[K");
        }
    }

    private void Begin()
    {
        if (waiting && !begun)
            output.Write("\r\e[K");
        begun = true;
    }
}
