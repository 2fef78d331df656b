using System.Text;
using LurkBot.Cli.Terminal;
using LurkBot.Rendering;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Cli.Output;

/// <summary>Writes every session into a folder, each into a file of its own.</summary>
/// <param name="store">The sessions.</param>
/// <param name="exporter">Writes one.</param>
/// <param name="folder">Where to; made when it is not there.</param>
/// <param name="force">Whether files that are no export of the same session are replaced too.</param>
internal sealed class FolderExport(ISessionStore store, SessionExporter exporter, string folder, bool force)
{
    private const string IndexName = "index.html";

    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { IndexName };
    private readonly List<(SessionInfo Info, string File)> written = [];
    private readonly List<string> problems = [];

    /// <summary>Writes all that can be read, archived sessions too.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops between two sessions; what is written stays.</param>
    /// <returns>How many were written, and one sentence for each that was not.</returns>
    public async Task<(int Written, IReadOnlyList<string> Problems)> RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            Make(folder);
        var listing = await store.ListAsync(cancellationToken);
        problems.AddRange(listing.Problems);
        var sessions = listing.Sessions.OrderByDescending(info => info.UpdatedAt).ThenBy(info => info.Key.ToString(), StringComparer.Ordinal).ToList();
        var progress = new ProgressLine(time, "sessions exported");
        for (var i = 0; i < sessions.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(i, sessions.Count);
            try
            {
                await WriteAsync(sessions[i], cancellationToken);
            }
            catch (Exception e) when (e is LurkBotException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                problems.Add($"{sessions[i].Key}: {e.Message}");
            }
        }

        progress.Clear();
        if (exporter.Format == ExportFormat.Html && MayWrite(Path.Combine(folder, IndexName), HtmlIndex.Identity))
            await ExportFile.WriteAsync(Path.Combine(folder, IndexName), WriteIndexAsync);
        return (written.Count, problems);
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task WriteAsync(SessionInfo info, CancellationToken cancellationToken)
    {
        await using var session = await store.OpenAsync(info.Key, cancellationToken) ?? throw new LurkBotException("It was deleted meanwhile.");
        var shown = exporter.Shown(session.Info);
        var name = NameFor(shown.Key, info.Key);
        var path = Path.Combine(folder, name);
        if (!MayWrite(path, info.Id.ToString()))
            return;
        await ExportFile.WriteAsync(path, stream => exporter.WriteAsync(session, stream, cancellationToken));
        written.Add((shown, name));
    }

    /// <summary>A name of its own also on disks that do not tell letter case.</summary>
    private string NameFor(SessionKey shown, SessionKey key)
    {
        var name = WithExtension(SessionFileName.For(shown));
        if (names.Add(name))
            return name;
        name = WithExtension(SessionFileName.WithHash(shown == key ? key : SessionKey.Create(shown.Channel, $"{shown.ChatId}-{names.Count}", shown.Type)));
        names.Add(name);
        return name;
    }

    private string WithExtension(string name) => Path.ChangeExtension(name, null) + exporter.Format.Extension();

    private bool MayWrite(string path, string identity)
    {
        if (force || !File.Exists(path) || ExportFile.IsExportOf(path, identity))
            return true;
        problems.Add($"{path} is there and is no export of the same session; it was left as it is. Give --force to replace it.");
        return false;
    }

    private async Task WriteIndexAsync(Stream stream)
    {
        await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        HtmlIndex.Write(new HtmlOutput(text), written);
    }
}
