using System.Globalization;
using LurkBot.Entries;
using LurkBot.Tools;

namespace LurkBot.Subagents;

/// <summary>
/// Reads a definition: Markdown with front matter, as other programs' agents have it. Of YAML it knows what such files hold: <c>key: value</c> in one line, quotes,
/// lists in brackets or with dashes, and text that goes on in indented lines. Keys that mean nothing here are left alone.
/// </summary>
internal static class SubagentFrontMatter
{
    private const string Mark = "---";

    /// <summary>Reads it.</summary>
    /// <param name="fileName">The file's name, without its ending: the name of a definition that names none.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="text">What it holds.</param>
    public static SubagentFile Read(string fileName, string path, string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        if (lines[0].TrimEnd() != Mark)
            return Bad($"It does not begin with front matter. Its first line must be {Mark}, then name: and description:, then {Mark} again.");
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Mark);
        if (end < 0)
            return Bad($"Its front matter has no end. Put a line {Mark} after it.");
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? key = null;
        for (var number = 1; number < end; number++)
        {
            var line = lines[number];
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
                continue;
            // A line that goes on with the one before it, or an item of its list.
            if (key is not null && (char.IsWhiteSpace(line[0]) || line.StartsWith("- ", StringComparison.Ordinal)))
            {
                var item = line.Trim();
                fields[key] = $"{fields[key]}{(fields[key].Length == 0 ? "" : item.StartsWith("- ", StringComparison.Ordinal) ? ", " : " ")}{(item.StartsWith("- ", StringComparison.Ordinal) ? item[2..].Trim() : item)}";
                continue;
            }

            if (line.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon) || char.IsWhiteSpace(line[0]))
                return Bad(string.Create(CultureInfo.InvariantCulture, $"Line {number + 1} is not understood: it is not of the form key: value."));
            key = line[..colon].Trim();
            if (!fields.TryAdd(key, Unblock(line[(colon + 1)..].Trim())))
                return Bad(string.Create(CultureInfo.InvariantCulture, $"Line {number + 1} says {key} a second time."));
        }

        string? Field(string name) => fields.TryGetValue(name, out var value) && Unquote(value) is { Length: > 0 } given ? given : null;
        var called = Field("name") ?? fileName;
        if (!string.Equals(SubagentSource.NameOf(called), called, StringComparison.Ordinal))
            return Bad($"The name {called} is not accepted: small letters, digits and hyphens, at most 40.");
        if (Field("description") is not { } description)
            return Bad("It has no description, by which the model would know what it is for. Add: description: …");
        if (Field("workspace") is { } workspace && workspace is not ("own" or "parent"))
            return Bad($"workspace: {workspace} is not accepted; it is own or parent.");
        IReadOnlyList<string> unknown = [];
        var definition = new SubagentDefinition(called, description, string.Join('\n', lines[(end + 1)..]).Trim())
        {
            Tools = fields.ContainsKey("tools") && Field("tools") is var tools ? tools is null or "*" ? null : ToolNames.ParseOfAgents(tools, out unknown) : null,
            Model = Field("model"),
            ReadsParent = Field("workspace") is "parent",
            Source = path,
        };
        return new SubagentFile(called, path, definition, null) { UnknownTools = unknown };

        SubagentFile Bad(string problem) => new(fileName, path, null, problem);
    }

    /// <summary>The marks of a block of text, which stands in the lines below.</summary>
    private static string Unblock(string value) => value is "|" or ">" or "|-" or ">-" or "|+" or ">+" ? "" : value;

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0]
            ? value[0] is '"' ? value[1..^1].Replace("\\n", " ", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal) : value[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : value;
}
