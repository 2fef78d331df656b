using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>Sessions of Codex CLI: one file each, <c>~/.codex/sessions/**/rollout-*.jsonl</c>; its first versions wrote one JSON object.</summary>
internal sealed class CodexFormat : IImportFormat
{
    public string Name => "codex";

    public string Description => "Codex CLI session (rollout-*.jsonl)";

    public bool Recognizes(ImportSample sample) => IsDocument(sample.Whole) || sample.Lines.Any(IsRecord) || IsFirstLayout(sample.Lines);

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        var session = new CodexSession(source);
        if (IsDocument(ImportSample.Of(source.Path).Whole))
            session.ReadDocument();
        else
            session.ReadLines();
        // A session that was begun and in which nobody said anything is no loss.
        if (session.Build(id => ImportedKey.Create("codex", id, Path.GetFileName(source.Path), SessionType.Main, source.Notes)) is { } built)
            yield return built;
    }

    private static bool IsRecord(JsonStart line) => !line.InArray && line.Has("payload") && line.Text("type") is "session_meta" or "response_item" or "event_msg" or "turn_context" && line.HasPath("payload/*");

    private static bool IsDocument(JsonStart whole) => !whole.InArray && whole.Has("session") && whole.Has("items") && whole.HasPath("session/id");

    /// <summary>The head, then items of the provider's interface as they are.</summary>
    private static bool IsFirstLayout(IReadOnlyList<JsonStart> lines) =>
        lines is [{ InArray: false } head, ..] && head.Has("id") && head.Has("timestamp") && head.Has("instructions") && !head.Has("type") && !head.Has("messages");
}
