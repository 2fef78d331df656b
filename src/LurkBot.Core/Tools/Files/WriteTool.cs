using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>write</c>: puts a file in place.</summary>
internal sealed class WriteTool(ToolEnvironment place) : BuiltInTool("write", "Writes a text file of the workspace, whole or not at all; what it held before is gone. Folders are made.", Schema)
{
    private const string Schema = """
        {"type":"object","properties":{
        "path":{"type":"string","description":"The file, relative to the workspace."},
        "content":{"type":"string","description":"All that the file shall hold."}},
        "required":["path","content"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var content = TextFile.Encode(input.Text("content"));
        var workspace = await place.OpenAsync(cancellationToken);
        if (input.Text("path").EndsWith('/'))
            throw new ToolRefusedException($"{input.Text("path")} names a folder; name a file in it.");
        var path = workspace.PathOf(input.Text("path"));
        workspace.Write(path, content, cancellationToken);
        return $"Wrote {Plural.Of(content.Length, "byte")} to {path}.";
    }
}
