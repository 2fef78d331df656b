using System.Runtime.CompilerServices;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>Brings conversations of other programs, and exported ones, into a store.</summary>
/// <param name="store">Where to.</param>
/// <param name="options">How.</param>
internal sealed class SessionImporter(ISessionStore store, ImportOptions options)
{
    private readonly ImportTarget target = new(store, options);
    private readonly List<(string Path, string Problem)> problems = [];

    /// <summary>The names of all formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. ImportFormats.All.Select(format => format.Name)];

    /// <summary>Imports files and folders; what cannot be read does not hinder the rest.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>What is done, in order.</returns>
    /// <exception cref="LurkBotException">There is no such format.</exception>
    public async IAsyncEnumerable<ImportStep> ImportAsync(IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var given = options.Format is null ? null : ImportFormats.Named(options.Format);
        var files = ImportFiles.Find(paths, problems);
        for (var i = 0; i < files.Count; i++)
        {
            options.OnFile?.Invoke(i + 1, files.Count);
            await foreach (var step in ImportFileAsync(files[i].Path, files[i].Named, given, cancellationToken))
                yield return step;
        }

        foreach (var (path, problem) in problems)
            yield return new ImportStep(path, ImportAction.Failed) { Message = problem };
    }

    private async IAsyncEnumerable<ImportStep> ImportFileAsync(string path, bool named, IImportFormat? given, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!TryLook(path, out var sample))
            yield break;
        if (sample is null)
        {
            yield return new ImportStep(path, named ? ImportAction.Failed : ImportAction.Skipped) { Message = "It is empty, or no regular file." };
            yield break;
        }

        if ((given ?? ImportFormats.Detect(sample)) is not { } format)
        {
            var formats = string.Join(", ", ImportFormats.All.Select(known => $"{known.Name}: {known.Description}"));
            yield return new ImportStep(path, named ? ImportAction.Failed : ImportAction.Skipped)
            {
                Message = OpenClawIndex.Is(path) ? "It is an index of transcripts; import its folder." : $"It is none of the formats ({formats}). If it is one of them all the same, name it with --format.",
            };
            yield break;
        }

        using var source = new ImportSource(path, cancellationToken);
        var notedOnce = false;
        using var sessions = format.Read(source).GetEnumerator();
        while (TryNext(sessions, source))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = sessions.Current;
            notedOnce |= ReferenceEquals(found.Notes, source.Notes);
            var step = new ImportStep(path, ImportAction.Created) { Format = format.Name, Key = found.Session.Key, Title = found.Title, Notes = found.Notes.Counts, Skipped = [.. found.Notes.Skipped] };
            yield return await target.AddAsync(step, found, cancellationToken);
        }

        foreach (var damage in source.Notes.Damages)
            yield return new ImportStep(path, ImportAction.Failed) { Format = format.Name, Message = damage };
        if (!notedOnce && source.Notes.Counts.Count > 0)
            yield return new ImportStep(path, ImportAction.Skipped) { Format = format.Name, Message = "Not all of it is a conversation.", Notes = source.Notes.Counts, Skipped = [.. source.Notes.Skipped] };
    }

    private bool TryLook(string path, out ImportSample? sample)
    {
        sample = null;
        try
        {
            // A pipe has no length and would block whoever opens it.
            if (new FileInfo(path).Length > 0)
                sample = ImportSample.Of(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add((path, e.Message));
            return false;
        }
    }

    private static bool TryNext(IEnumerator<ImportedSession> sessions, ImportSource source)
    {
        try
        {
            return sessions.MoveNext();
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            source.Notes.AddDamage("It cannot be read any further", e.Message.TrimEnd('.'));
            return false;
        }
    }
}
