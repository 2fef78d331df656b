using System.Text;
using LurkBot.Turns;
using LurkBot.Workspaces;

namespace LurkBot.Tools;

/// <summary><c>glob</c>: finds files by their names.</summary>
internal sealed class GlobTool(ToolEnvironment place, WalkLimits limits) : BuiltInTool("glob", "Finds files of the workspace by a pattern of their paths. Links are not shown.", Schema)
{
    private const int MostFiles = 500;
    private const int MostCharacters = 18_000;

    private const string Schema = """
        {"type":"object","properties":{
        "pattern":{"type":"string","description":"Such as **/*.cs, src/*.{ts,tsx} or README*; without a slash, in any folder."},
        "path":{"type":"string","description":"The folder to begin in; the workspace when left out. The pattern is relative to it."}},
        "required":["pattern"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var text = input.Text("pattern");
        var pattern = GlobPattern.Parse(text);
        var workspace = await place.OpenAsync(cancellationToken);
        var from = workspace.PathOf(input.OptionalText("path") ?? ".");
        var walk = workspace.Walk(from, folder => Enters(folder, text), limits);
        var (found, count, more) = (new StringBuilder(), 0, false);
        foreach (var entry in walk.Entries(cancellationToken))
        {
            if (entry.Kind != WorkspaceEntryKind.File || !pattern.Matches([.. entry.Path.Names.Skip(from.Names.Count)], GoesOn))
                continue;
            if (more = count >= MostFiles || found.Length > MostCharacters)
                break;
            count++;
            found.Append(ShownName.Of(entry.Path.Text)).Append('\n');
        }

        bool GoesOn() => !cancellationToken.IsCancellationRequested && walk.HasTime();
        string?[] notes =
        [
            count == 0 ? "[No file matches.]" : null,
            more ? "[There are more: name a folder or a narrower pattern.]" : null,
            .. walk.Notes("Give a path: the folder to begin in."),
        ];
        return found.AppendJoin('\n', notes.OfType<string>()).ToString();
    }

    /// <summary>What programs keep for themselves is looked into only when it is named.</summary>
    internal static bool Enters(WorkspacePath folder, string pattern) =>
        folder.Names[^1] is not (".git" or "node_modules") || pattern.Contains(folder.Names[^1], StringComparison.Ordinal);
}
