using System.Globalization;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>send_file</c>: a file of the workspace goes to the chat with the reply. Its bytes are kept as they are now, whatever happens to the file.</summary>
/// <param name="place">Where the tool works.</param>
/// <param name="outbox">Keeps the bytes.</param>
internal sealed class SendFileTool(ToolEnvironment place, FileOutbox outbox) : BuiltInTool(
    FileOutbox.Tool,
    "Sends a file of the workspace to the people of this chat, after the text of your reply. Images are shown as pictures. What is sent is the file as it is now.",
    Schema)
{
    private const int LongestCaption = 1000;

    private const string Schema = """
        {"type":"object","properties":{
        "path":{"type":"string","description":"The file, relative to the workspace."},
        "caption":{"type":"string","description":"A short text below the file, in Markdown; at most 1000 characters."}},
        "required":["path"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        if (input.OptionalText("caption") is { Length: > LongestCaption } caption)
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"The caption has {caption.Length} characters, and at most {LongestCaption} fit below a file. Say the rest in your reply."));
        var workspace = await place.OpenAsync(cancellationToken);
        var path = workspace.PathOf(input.Text("path"));
        await using var stream = workspace.OpenRead(path);
        if (stream.Length == 0)
            throw new ToolRefusedException($"{path} is empty, and an empty file cannot be sent.");
        if (stream.Length > outbox.Largest)
            throw new ToolRefusedException($"{path} has {ByteSize.Format(stream.Length)}, and at most {ByteSize.Format(outbox.Largest)} can be sent here. Make it smaller, or send a part of it.");
        // A command may still be writing to it: what was seen is what is sent.
        var bytes = new byte[stream.Length];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        facts.Blob = await outbox.KeepAsync(bytes.AsMemory(0, length), cancellationToken);
        return $"{path} ({ByteSize.Format(length)}) goes to the chat with your reply.";
    }
}
