using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>
/// Sessions of OpenClaw: transcripts in pi's format, <c>agents/*/sessions/*.jsonl</c>, beside an index that tells whose they are.
/// </summary>
internal sealed class OpenClawFormat : IImportFormat
{
    public string Name => "openclaw";

    public string Description => "OpenClaw transcript (JSONL beside sessions.json)";

    public bool Recognizes(ImportSample sample)
    {
        if (!PiTranscript.Recognizes(sample))
            return false;
        var folder = Path.GetDirectoryName(Path.GetFullPath(sample.Path))!;
        return File.Exists(Path.Combine(folder, OpenClawIndex.FileName))
            || (Path.GetFileName(folder) is "sessions" && Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(folder))) is "agents");
    }

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        if (PiTranscript.Read(source) is not { } transcript)
            return [];
        var notes = source.Notes;
        if (OpenClawIndex.Find(source.Path, transcript.Id, notes) is { } name)
            return [transcript.Build("openclaw", OpenClawKey.Read(name, transcript.Id, notes))];
        // Nobody knows who took part, so it gets the least trust.
        return [transcript.Build("openclaw", ImportedKey.Create("openclaw", transcript.Id, Path.GetFileName(source.Path), SessionType.Group, notes))];
    }
}
