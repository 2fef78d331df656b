using System.Globalization;
using System.Text;
using LurkBot.Sandboxes;
using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>
/// Has a program of the owner's transcribe, in a sandbox without network, in a folder that is made for it alone (RULES LE14). The sandbox starts scripts: each
/// word of the command is quoted in it, so that no shell reads any of them, and the recording has a name that was made here. Thread-safe.
/// </summary>
/// <param name="command">The program and its arguments.</param>
/// <param name="sandbox">Runs it.</param>
/// <param name="options">What commands may use.</param>
/// <param name="home">LurkBot's home; absolute.</param>
internal sealed class CommandTranscriber(IReadOnlyList<string> command, ISandbox sandbox, SandboxOptions options, string home) : ITranscriber
{
    private const string Place = "{file}", Inside = "/workspace/";

    private const int LongestError = 300;

    /// <inheritdoc/>
    public async Task<string> TranscribeAsync(Recording recording, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(home, "workspaces", $"transcribe-{Guid.NewGuid():N}");
        var limits = SandboxLimits.Of(options) with { Timeout = Recording.Patience, Network = false };
        try
        {
            var result = await sandbox.RunAsync(
                new SandboxCommand { Script = ScriptFor(recording.FileName), Workspace = folder, Limits = limits, Input = recording.Bytes, SeparateErrors = true, MaximumOutput = Recording.LongestTranscript },
                cancellationToken);
            if (result.Explain(limits) is { } stopped)
                throw new TranscriptionException($"The program of LURKBOT_TRANSCRIBE_COMMAND was ended. {stopped}", result.End is SandboxEnd.TimedOut ? "the transcription took too long" : null);
            if (result.ExitCode != 0)
                throw new TranscriptionException(string.Create(CultureInfo.InvariantCulture, $"The program of LURKBOT_TRANSCRIBE_COMMAND failed with exit code {result.ExitCode}: {ErrorOf(result)}"));
            return Recording.Bounded(Encoding.UTF8.GetString(result.Output.Span));
        }
        catch (SandboxException e)
        {
            throw new TranscriptionException($"LURKBOT_TRANSCRIBE_COMMAND runs in a sandbox, and there is none: {e.Message}", cause: e);
        }
        finally
        {
            Remove(folder);
        }
    }

    private string ScriptFor(string name)
    {
        var (file, hasPlace) = (Inside + name, command.Any(word => word.Contains(Place, StringComparison.Ordinal)));
        var words = command.Select(word => word.Replace(Place, file, StringComparison.Ordinal)).Concat(hasPlace ? [] : [file]);
        return $"cat > {Quoted(file)} && exec {string.Join(' ', words.Select(Quoted))} < /dev/null\n";
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string ErrorOf(SandboxResult result)
    {
        var text = TerminalText.Sanitize(Encoding.UTF8.GetString(result.Errors.Span).Trim(), keepNewlines: false);
        return text.Length == 0 ? "it wrote no error." : text.Length <= LongestError ? text : "…" + text[^LongestError..];
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The transcript is there; a folder that is left has a name that nothing else uses.
        }
    }
}
