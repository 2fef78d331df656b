using System.Globalization;
using System.Text;
using LurkBot.Entries;
using LurkBot.Text;

namespace LurkBot.Commands;

/// <summary>What a model sees of a session, for people.</summary>
internal static class ContextText
{
    /// <summary>Parts, tokens, shares, and what is left out.</summary>
    public static string Of(ContextJson view)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{view.Model} would see about {view.Tokens:#,0} of {view.Budget:#,0} tokens ({Share(view.Tokens, view)}), in {Plural.Of(view.MessageCount, "message")}; strategy {view.Strategy}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"The same as last time, for the provider's cache: about {view.StableTokens:#,0} tokens.");
        Row(text, "system prompt and tools", "", view.OverheadTokens, view);
        foreach (var part in view.Parts)
            Row(text, Name(part.Kind), new EntryRange(part.First, part.Last).ToString(), part.Tokens, view);
        foreach (var gap in view.LeftOut)
            text.AppendLine($"  not shown: {new EntryRange(gap.First, gap.Last)}, {gap.Why}");
        if (view.Recalled is { Count: > 0 } recalled)
            text.AppendLine(CultureInfo.InvariantCulture, $"  recalled for the last answer: {string.Join(", ", recalled.Select(id => $"#{id}"))}");
        foreach (var other in view.RecalledFrom ?? [])
            text.AppendLine(CultureInfo.InvariantCulture, $"  recalled from session {other.Session}: {string.Join(", ", other.Entries.Select(id => $"#{id}"))}");
        return TerminalText.Sanitize(text.ToString());
    }

    /// <summary>The messages as the model gets them.</summary>
    public static string Messages(ContextJson view)
    {
        var text = new StringBuilder();
        foreach (var message in view.Messages ?? [])
        {
            text.Append("— ").AppendLine(message.Role);
            foreach (var content in message.Contents)
                text.AppendLine(Content(content));
        }

        return TerminalText.Sanitize(text.ToString());
    }

    private static string? Content(ContextContentJson content) => content.Kind switch
    {
        "call" => $"[calls {content.Name} {content.Text}]",
        "result" => $"[result{(content.Failed ? ", failed" : "")}] {content.Text}",
        "text" => content.Text,
        "file" => $"[{content.Text}]",
        var other => $"[{other}]",
    };

    private static void Row(StringBuilder text, string what, string range, long tokens, ContextJson view) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"  {what,-24} {range,-16} {tokens,9:#,0} tokens  {Share(tokens, view),5}");

    private static string Share(long tokens, ContextJson view) => string.Create(CultureInfo.InvariantCulture, $"{tokens * 100.0 / view.Budget:0.0}%");

    private static string Name(string kind) => kind switch
    {
        "digest" => "left out, in short",
        "newest" => "newest steps",
        _ => kind,
    };
}
