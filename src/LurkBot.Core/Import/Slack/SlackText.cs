using System.Text;
using System.Text.Json;

namespace LurkBot.Import;

/// <summary>Texts of Slack: marks in angle brackets become what they show, and <c>&amp;</c>, <c>&lt;</c>, <c>&gt;</c> are themselves again.</summary>
internal static class SlackText
{
    private const int Deepest = 20;

    /// <summary>A text as people read it.</summary>
    public static string Read(string text, SlackPeople people)
    {
        var read = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var start = text.IndexOf('<', i);
            var end = start < 0 ? -1 : text.IndexOf('>', start);
            if (end < 0)
            {
                read.Append(text, i, text.Length - i);
                break;
            }

            read.Append(text, i, start - i).Append(Mark(text[(start + 1)..end], people));
            i = end + 1;
        }

        return read.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").ToString();
    }

    /// <summary>The texts in blocks or attachments of a message that has none itself.</summary>
    public static string ReadBlocks(JsonElement blocks, SlackPeople people)
    {
        var texts = new List<string>();
        Collect(blocks, texts, people, 0);
        return string.Join('\n', texts);
    }

    private static void Collect(JsonElement value, List<string> texts, SlackPeople people, int depth)
    {
        if (depth > Deepest)
            return;
        foreach (var item in ImportJson.Items(value))
            Collect(item, texts, people, depth + 1);
        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var name in new[] { "pretext", "title", "text" })
        {
            if (ImportJson.Text(value, name) is { Length: > 0 } text)
                texts.Add(Read(text, people));
            else
                Collect(ImportJson.Get(value, name), texts, people, depth + 1);
        }

        if (ImportJson.Text(value, "type") is "user" && ImportJson.Text(value, "user_id") is { } id)
            texts.Add($"@{people.NameOf(id) ?? id}");
        if (ImportJson.Text(value, "type") is "link" && !value.TryGetProperty("text", out _) && ImportJson.Text(value, "url") is { } url)
            texts.Add(url);
        foreach (var name in new[] { "elements", "fields" })
            Collect(ImportJson.Get(value, name), texts, people, depth + 1);
    }

    private static string Mark(string mark, SlackPeople people)
    {
        var bar = mark.IndexOf('|', StringComparison.Ordinal);
        var (target, label) = bar < 0 ? (mark, "") : (mark[..bar], mark[(bar + 1)..]);
        return target switch
        {
            ['@', .. var id] => $"@{(label.Length > 0 ? label : people.NameOf(id) ?? id)}",
            ['#', .. var id] => $"#{(label.Length > 0 ? label : id)}",
            ['!', .. var name] => label.Length > 0 ? label : $"@{name.Split('^')[0]}",
            _ when label.Length > 0 && label != target => $"[{label}]({target.Replace("mailto:", "", StringComparison.Ordinal)})",
            _ => target,
        };
    }
}
