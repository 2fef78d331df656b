using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The account export of ChatGPT: <c>conversations.json</c>, alone or in the archive that it comes in.</summary>
internal sealed class ChatGptFormat : IImportFormat
{
    public string Name => "chatgpt";

    public string Description => "ChatGPT account export (conversations.json, or the .zip with it)";

    public bool Recognizes(ImportSample sample) => sample.Whole is var whole && whole.Has("mapping") && !DeepSeekFormat.IsOne(whole);

    public IEnumerable<ImportedSession> Read(ImportSource source) => ConversationsFile.Read(source, (root, notes, parts) =>
        ImportJson.Get(root, "mapping").ValueKind == JsonValueKind.Object ? ChatGptTree.Read(root, source, notes, parts) : null);
}
