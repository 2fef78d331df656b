using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LurkBot.Text;
using LurkBot.Turns;
using LurkBot.Workspaces;

namespace LurkBot.Tools;

/// <summary><c>grep</c>: finds lines by a regular expression.</summary>
internal sealed class GrepTool(ToolEnvironment place, WalkLimits limits) : BuiltInTool("grep", "Finds lines in the workspace's text files by a regular expression.", Schema)
{
    private const int MostMatches = 300;
    private const int MostCharacters = 18_000;
    private const int LongestLine = 400;
    private const int LongestPattern = 1000;

    private const string Schema = """
        {"type":"object","properties":{
        "pattern":{"type":"string","description":"A regular expression, without backreferences and lookarounds."},
        "path":{"type":"string","description":"The file or folder to look into; the workspace when left out."},
        "glob":{"type":"string","description":"Only files whose paths match, such as *.cs."},
        "ignore_case":{"type":"boolean","description":"Whether upper and lower case are the same."}},
        "required":["pattern"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var expression = Parse(input.Text("pattern"), input.Flag("ignore_case"));
        var glob = input.OptionalText("glob") is { Length: > 0 } text ? GlobPattern.Parse(text) : null;
        var workspace = await place.OpenAsync(cancellationToken);
        var from = workspace.PathOf(input.OptionalText("path") ?? ".");
        var walk = workspace.Walk(from, folder => GlobTool.Enters(folder, ""), limits);
        var (found, count, passed, more) = (new StringBuilder(), 0, 0, false);
        foreach (var path in workspace.IsFile(from) ? [from] : Files(walk, cancellationToken))
        {
            if (more || !walk.HasTime())
                break;
            if (glob?.Matches([.. path.Names.Skip(path == from ? Math.Max(0, from.Names.Count - 1) : from.Names.Count)], GoesOn) == false)
                continue;
            using var stream = OpenOrNothing(workspace, path);
            if (stream is null || stream.Length > TextFile.Largest)
                passed++;
            if (stream is null || stream.Length > TextFile.Largest || TextFile.IsBinary(stream))
                continue;
            using var lines = new LineReader(stream, LongestLine);
            while (walk.HasTime() && lines.Read(cancellationToken) is { } line)
            {
                if (!IsMatch(expression, line))
                    continue;
                if (more = count >= MostMatches || found.Length > MostCharacters)
                    break;
                count++;
                found.Append(CultureInfo.InvariantCulture, $"{ShownName.Of(path.Text)}:{lines.Count}: {line}\n");
            }
        }

        bool GoesOn() => !cancellationToken.IsCancellationRequested && walk.HasTime();
        string?[] notes =
        [
            count == 0 ? "[No line matches.]" : null,
            more ? "[There are more: narrow the search.]" : null,
            passed > 0 ? $"[{Plural.Of(passed, "file was", "files were")} passed over: too large, or not to be opened.]" : null,
            .. walk.Notes("Give a path, a folder or file to look into, or a glob."),
        ];
        return found.AppendJoin('\n', notes.OfType<string>()).ToString();
    }

    /// <summary>One that takes time in proportion to the text, whatever it is.</summary>
    private static Regex Parse(string pattern, bool ignoreCase)
    {
        if (pattern.Length is 0 or > LongestPattern)
            throw new ToolRefusedException("The pattern is empty or too long.");
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), TimeSpan.FromSeconds(2));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ToolRefusedException($"The pattern cannot be used: {e.Message}", e);
        }
    }

    private static bool IsMatch(Regex expression, string line)
    {
        try
        {
            return expression.IsMatch(line);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ToolRefusedException("The pattern takes too long. Use a simpler one.", e);
        }
    }

    private static IEnumerable<WorkspacePath> Files(WorkspaceWalk walk, CancellationToken cancellationToken) =>
        walk.Entries(cancellationToken).Where(entry => entry.Kind == WorkspaceEntryKind.File).Select(entry => entry.Path);

    private static FileStream? OpenOrNothing(Workspace workspace, WorkspacePath path)
    {
        try
        {
            return workspace.OpenRead(path);
        }
        catch (WorkspaceException)
        {
            return null;
        }
    }
}
