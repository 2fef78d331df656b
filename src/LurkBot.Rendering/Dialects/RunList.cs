using System.Text;
using LurkBot.Text;

namespace LurkBot.Rendering;

/// <summary>Collects runs and joins neighbours of the same kind.</summary>
internal sealed class RunList
{
    private readonly List<MessageRun> runs = [];
    private readonly StringBuilder text = new();
    private TextStyles style;
    private string? link;

    /// <summary>Adds text.</summary>
    public void Add(ReadOnlySpan<char> added, TextStyles addedStyle = TextStyles.None, string? addedLink = null)
    {
        if (added.Length == 0)
            return;
        if (addedStyle != style || addedLink != link)
            End();
        (style, link) = (addedStyle, addedLink);
        text.Append(added);
    }

    /// <summary>The runs, without characters that only steer a display.</summary>
    public IReadOnlyList<MessageRun> ToRuns()
    {
        End();
        return runs;
    }

    /// <summary>Invariant 13. Marks that only hint at a direction go, as the platform finds it by itself; overrides and controls are shown.</summary>
    public static string Harmless(string text)
    {
        if (text.AsSpan().IndexOfAny('\u200E', '\u200F', '\u061C') >= 0)
            text = text.Replace("\u200E", "", StringComparison.Ordinal).Replace("\u200F", "", StringComparison.Ordinal).Replace("\u061C", "", StringComparison.Ordinal);
        return TerminalText.Sanitize(text);
    }

    private void End()
    {
        if (text.Length == 0)
            return;
        var ended = Harmless(text.ToString()).Replace('\t', ' ');
        if (ended.Length > 0)
            runs.Add(new MessageRun(ended, style, link));
        text.Clear();
    }
}
