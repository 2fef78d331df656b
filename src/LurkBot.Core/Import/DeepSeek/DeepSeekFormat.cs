using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The account export of DeepSeek: <c>conversations.json</c>, alone or in the archive that it comes in.</summary>
internal sealed class DeepSeekFormat : IImportFormat
{
    public string Name => "deepseek";

    public string Description => "DeepSeek account export (conversations.json, or the .zip with it)";

    /// <summary>Whether a file that may be ChatGPT's is DeepSeek's: both are trees in a mapping.</summary>
    public static bool IsOne(JsonStart whole) => whole.Has("mapping") && !whole.HasPath("mapping/*/message/author")
        && (whole.HasPath("mapping/*/message/fragments") || (whole.Has("inserted_at") && !whole.Has("create_time")));

    public bool Recognizes(ImportSample sample) => IsOne(sample.Whole);

    public IEnumerable<ImportedSession> Read(ImportSource source) => ConversationsFile.Read(source, (root, notes, parts) =>
        ImportJson.Get(root, "mapping").ValueKind == JsonValueKind.Object ? DeepSeekTree.Read(root, source, notes, parts) : null);
}
