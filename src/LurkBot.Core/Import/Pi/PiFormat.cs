using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>Sessions of the coding agent pi: one JSONL file each, <c>~/.pi/agent/sessions/**/*.jsonl</c>.</summary>
internal sealed class PiFormat : IImportFormat
{
    public string Name => "pi";

    public string Description => "pi session (JSONL)";

    public bool Recognizes(ImportSample sample) => PiTranscript.Recognizes(sample);

    public IEnumerable<ImportedSession> Read(ImportSource source) =>
        PiTranscript.Read(source) is { } transcript
            ? [transcript.Build("pi", ImportedKey.Create("pi", transcript.Id, Path.GetFileName(source.Path), SessionType.Main, source.Notes))]
            : [];
}
