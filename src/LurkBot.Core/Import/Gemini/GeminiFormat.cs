using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>
/// Sessions of Gemini CLI: <c>~/.gemini/tmp/*/chats/session-*.jsonl</c>, in earlier versions <c>.json</c>, and checkpoints that <c>/chat save</c> makes,
/// <c>~/.gemini/tmp/*/checkpoint-*.json</c>.
/// </summary>
internal sealed class GeminiFormat : IImportFormat
{
    public string Name => "gemini-cli";

    public string Description => "Gemini CLI session or checkpoint (JSON or JSONL)";

    public bool Recognizes(ImportSample sample) => IsSession(sample) || IsCheckpoint(sample);

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        if (IsCheckpoint(ImportSample.Of(source.Path)))
        {
            if (GeminiCheckpoint.Read(source) is { } checkpoint)
                yield return checkpoint;
            yield break;
        }

        var session = new GeminiSession(source);
        if (IsLog(ImportSample.Of(source.Path)))
            session.ReadLog();
        else
            session.ReadDocument();
        if (session.Build(id => ImportedKey.Create("gemini-cli", id, Path.GetFileName(source.Path), SessionType.Main, source.Notes)) is { } built)
            yield return built;
    }

    /// <summary>A log has a record on each line; a document that is one long line has its messages there.</summary>
    private static bool IsLog(ImportSample sample) => sample.Lines is [{ } first, ..] && first.Has("sessionId") && (sample.Lines.Count > 1 || !first.Has("messages"));

    private static bool IsSession(ImportSample sample) =>
        sample.Whole is { InArray: false } whole && whole.Has("sessionId") && (whole.Has("projectHash") || whole.Has("startTime")) && !whole.Has("uuid");

    private static bool IsCheckpoint(ImportSample sample) => sample.Whole is var whole && (whole.InArray
        ? whole.Has("parts") && whole.Text("role") is "user" or "model" && whole.HasPath("parts/[]/*")
        : whole.Has("history") && whole.HasPath("history/[]/parts"));
}
