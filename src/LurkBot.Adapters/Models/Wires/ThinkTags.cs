using System.Text;

namespace LurkBot.Models;

/// <summary>
/// Tells reasoning from words where a model writes both into its text: <c>&lt;think&gt;…&lt;/think&gt;</c> before the first word. Later a tag is a
/// word like any other.
/// </summary>
internal sealed class ThinkTags
{
    private static readonly string[] Names = ["think", "thinking", "thought"];

    private readonly StringBuilder held = new();
    private string? close;
    private bool hasWords;
    private bool wasThinking;
    private bool hasThought;

    /// <summary>The next piece of the text.</summary>
    /// <param name="piece">Any piece.</param>
    /// <param name="say">Told words.</param>
    /// <param name="think">Told reasoning.</param>
    public void Add(string piece, Action<string> say, Action<string> think)
    {
        if (hasWords)
        {
            say(piece);
            return;
        }

        held.Append(piece);
        while (held.Length > 0 && (close is null ? Begin(say) : Think(think)))
        {
            // One thing after the other.
        }
    }

    /// <summary>The text ended.</summary>
    public void End(Action<string> say, Action<string> think)
    {
        if (held.Length > 0 && close is not null)
            think(held.ToString().TrimEnd());
        else if (held.Length > 0 && !(wasThinking && string.IsNullOrWhiteSpace(held.ToString())))
            say(held.ToString());
        held.Clear();
    }

    /// <summary>Before the first word; false when more has to come first.</summary>
    private bool Begin(Action<string> say)
    {
        var text = held.ToString();
        var start = text.TrimStart();
        if (start.Length == 0)
            return false;
        foreach (var name in Names)
        {
            var open = $"<{name}>";
            if (start.StartsWith(open, StringComparison.OrdinalIgnoreCase))
            {
                (close, wasThinking, hasThought) = ($"</{name}>", true, false);
                held.Clear().Append(start, open.Length, start.Length - open.Length);
                return true;
            }

            if (open.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return false;
        }

        hasWords = true;
        say(wasThinking ? start : text);
        held.Clear();
        return false;
    }

    /// <summary>Within the tags: the space before the closing one, and what may be its beginning, waits.</summary>
    private bool Think(Action<string> think)
    {
        var text = held.ToString();
        var end = text.IndexOf(close!, StringComparison.OrdinalIgnoreCase);
        var sure = end >= 0 ? end : text.Length - BeginningOfClose(text);
        var thought = text.AsSpan(0, sure).TrimEnd();
        if (!hasThought)
            thought = thought.TrimStart();
        if (thought.Length > 0)
        {
            think(thought.ToString());
            hasThought = true;
        }

        if (end >= 0)
        {
            held.Clear().Append(text, end + close!.Length, text.Length - end - close.Length);
            close = null;
            return true;
        }

        var kept = text.AsSpan(0, sure).TrimEnd().Length;
        held.Clear().Append(text, kept, text.Length - kept);
        return false;
    }

    private int BeginningOfClose(string text)
    {
        for (var length = Math.Min(close!.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(close[..length], StringComparison.OrdinalIgnoreCase))
                return length;
        }

        return 0;
    }
}
