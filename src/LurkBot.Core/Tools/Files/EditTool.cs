using LurkBot.Turns;
using LurkBot.Workspaces;

namespace LurkBot.Tools;

/// <summary><c>edit</c>: replaces a piece of a file.</summary>
internal sealed class EditTool(ToolEnvironment place) : BuiltInTool("edit", "Replaces a piece of a text file of the workspace. The piece must be in the file exactly once, unless all are meant.", Schema)
{
    private const string Schema = """
        {"type":"object","properties":{
        "path":{"type":"string","description":"The file, relative to the workspace."},
        "old_text":{"type":"string","description":"The piece as it stands in the file, with its spaces and line ends."},
        "new_text":{"type":"string","description":"What stands there instead."},
        "all":{"type":"boolean","description":"Replace every one of them."}},
        "required":["path","old_text","new_text"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var (before, after, all) = (input.Text("old_text"), input.Text("new_text"), input.Flag("all"));
        var workspace = await place.OpenAsync(cancellationToken);
        var path = workspace.PathOf(input.Text("path"));
        string text;
        using (var stream = workspace.OpenRead(path))
            text = TextFile.ReadAll(stream, path);
        var (changed, count) = Replace(text, before, after, all, path);
        workspace.Write(path, TextFile.Encode(changed), cancellationToken);
        return count == 1 ? $"Replaced one piece of {path}." : $"Replaced {count} pieces of {path}.";
    }

    /// <summary>The text with the piece replaced. A file with CRLF line ends keeps them.</summary>
    /// <exception cref="ToolRefusedException">The piece is not there, or more than once.</exception>
    internal static (string Text, int Count) Replace(string text, string before, string after, bool all, WorkspacePath path)
    {
        if (before.Length == 0)
            throw new ToolRefusedException("old_text is empty. To make a file use write.");
        if (before == after)
            throw new ToolRefusedException("old_text and new_text are the same.");
        if (!text.Contains(before, StringComparison.Ordinal) && text.Contains("\r\n", StringComparison.Ordinal))
            (before, after) = (WithCarriageReturns(before), WithCarriageReturns(after));
        var count = 0;
        for (var at = 0; (at = text.IndexOf(before, at, StringComparison.Ordinal)) >= 0; at += before.Length)
            count++;
        return count switch
        {
            0 => throw new ToolRefusedException($"old_text is not in {path}. Read the file and copy the piece exactly."),
            > 1 when !all => throw new ToolRefusedException($"old_text is in {path} {count} times. Give more of what stands around it, or set all."),
            _ when text.Length + ((long)count * (after.Length - before.Length)) > TextFile.Largest => throw new ToolRefusedException($"{path} would grow to more than {TextFile.Largest} characters."),
            _ => (text.Replace(before, after, StringComparison.Ordinal), count),
        };
    }

    private static string WithCarriageReturns(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
}
