using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The account export of Claude.ai: <c>conversations.json</c>, alone or in the archive that it comes in.</summary>
internal sealed class ClaudeAiFormat : IImportFormat
{
    public string Name => "claude-ai";

    public string Description => "Claude.ai account export (conversations.json, or the .zip with it)";

    public bool Recognizes(ImportSample sample) => sample.Whole.Has("chat_messages");

    public IEnumerable<ImportedSession> Read(ImportSource source) => ConversationsFile.Read(source, (root, notes, parts) =>
        ImportJson.Get(root, "chat_messages").ValueKind == JsonValueKind.Array ? ClaudeAiTree.Read(root, source, notes, parts) : null);
}
