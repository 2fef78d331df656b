using System.Globalization;
using System.Text;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>read</c>: lines of a text file.</summary>
internal sealed class ReadTool(ToolEnvironment place) : BuiltInTool("read", "Reads a text file of the workspace, as lines with their numbers. A long file is read in parts.", Schema)
{
    private const int MostLines = 2000;
    private const int MostCharacters = 18_000;
    private const int LongestLine = 2000;

    private const string Schema = """
        {"type":"object","properties":{
        "path":{"type":"string","description":"The file, relative to the workspace."},
        "offset":{"type":"integer","minimum":1,"description":"The first line to read; 1 when left out."},
        "limit":{"type":"integer","minimum":1,"maximum":2000,"description":"The most lines to read."}},
        "required":["path"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var (offset, limit) = (input.Number("offset", 1, 1, int.MaxValue), input.Number("limit", MostLines, 1, MostLines));
        var workspace = await place.OpenAsync(cancellationToken);
        var path = workspace.PathOf(input.Text("path"));
        using var stream = workspace.OpenRead(path);
        TextFile.RequireText(stream, path);
        using var lines = new LineReader(stream, LongestLine);
        var text = new StringBuilder();
        for (var number = 1; lines.Read(cancellationToken) is { } line; number++)
        {
            if (number < offset)
                continue;
            if (number >= offset + (long)limit || text.Length + line.Length > MostCharacters)
                return text.Append(CultureInfo.InvariantCulture, $"[There is more: go on with offset {number}.]").ToString();
            text.Append(CultureInfo.InvariantCulture, $"{number}\t{line}\n");
        }

        return text.Length > 0 ? text.ToString() : lines.Count == 0 ? "[The file is empty.]" : throw new ToolRefusedException($"{path} has only {Plural.Of(lines.Count, "line")}.");
    }
}
