using System.IO.Enumeration;

namespace LurkBot.Tools;

/// <summary>The names by which settings speak of tools.</summary>
internal static class ToolNames
{
    /// <summary>All tools, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = ["read", "write", "edit", "glob", "grep", "bash", "web_fetch", FileOutbox.Tool, ScheduleDesk.Tool, .. TurnFacts.Tools, .. TurnExchange.Tools, TurnSubagents.Tool];

    /// <summary>What a list of tools must look like.</summary>
    internal static string Accepted { get; } = $"names with commas between them ({string.Join(", ", All)}), * for all, or none";

    /// <summary>Whether a list names a tool; <c>*</c> in a name stands for anything.</summary>
    /// <param name="list">Names or patterns.</param>
    /// <param name="tool">The tool.</param>
    public static bool Holds(IReadOnlyList<string> list, string tool)
    {
        foreach (var pattern in list)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, tool, ignoreCase: false))
                return true;
        }

        return false;
    }

    /// <summary>Reads a list as descriptions of agents have it, with the names of other programs too: <c>Read</c>, <c>WebFetch</c>.</summary>
    /// <param name="text">Names with commas or blanks between them.</param>
    /// <param name="unknown">Those that are no tools here.</param>
    /// <returns>The tools, in the order in which tools are shown.</returns>
    internal static IReadOnlyList<string> ParseOfAgents(string text, out IReadOnlyList<string> unknown)
    {
        var (known, others) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var name in text.Split([',', ' ', '[', ']', '"', '\''], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var found = All.Where(tool => Matches(name, tool)).ToList();
            known.UnionWith(found);
            if (found.Count == 0 && name is not "none")
                others.Add(name);
        }

        unknown = others;
        return [.. All.Where(known.Contains)];
    }

    private static bool Matches(string name, string tool) =>
        FileSystemName.MatchesSimpleExpression(name, tool, ignoreCase: true)
        || string.Equals(name.Replace("_", "", StringComparison.Ordinal), tool.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a list; <c>none</c> is an empty one.</summary>
    /// <param name="text">Names with commas between them.</param>
    /// <returns>Null when it names a tool that there is not.</returns>
    internal static IReadOnlyList<string>? Parse(string text)
    {
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names is ["none"])
            return [];
        foreach (var name in names)
        {
            var known = false;
            foreach (var tool in All)
                known |= FileSystemName.MatchesSimpleExpression(name, tool, ignoreCase: false);
            if (!known)
                return null;
        }

        return names.Length == 0 ? null : names;
    }
}
