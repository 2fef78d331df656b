using System.Globalization;
using System.Runtime.CompilerServices;
using LurkBot.History;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>Brings conversations of other programs, and exported ones, into a store.</summary>
/// <param name="store">Where to.</param>
/// <param name="options">How.</param>
public sealed class SessionImporter(ISessionStore store, ImportOptions options)
{
    /// <summary>In a dry run, what the sessions would hold that a real run would have made or extended by now.</summary>
    private readonly Dictionary<SessionKey, IReadOnlyList<UInt128>> planned = [];

    private readonly List<(string Path, string Problem)> problems = [];
    private HashSet<SessionId>? usedIds;

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

        var source = new ImportSource(path, cancellationToken);
        var notedOnce = false;
        using var sessions = format.Read(source).GetEnumerator();
        while (TryNext(sessions, source))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = sessions.Current;
            notedOnce |= ReferenceEquals(found.Notes, source.Notes);
            var step = new ImportStep(path, ImportAction.Created) { Format = format.Name, Key = found.Session.Key, Title = found.Title, Notes = found.Notes.Counts };
            yield return await DecideAsync(step, found.Session, cancellationToken);
        }

        foreach (var damage in source.Notes.Damages)
            yield return new ImportStep(path, ImportAction.Failed) { Format = format.Name, Message = damage };
        if (!notedOnce && source.Notes.Counts.Count > 0)
            yield return new ImportStep(path, ImportAction.Skipped) { Format = format.Name, Message = "Not all of it is a conversation.", Notes = source.Notes.Counts };
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

    private async ValueTask<ImportStep> DecideAsync(ImportStep step, NewSession session, CancellationToken cancellationToken)
    {
        try
        {
            var file = HistoryComparison.Fingerprints(session.Entries);
            if (planned.TryGetValue(session.Key, out var there))
                return Extend(step, session, there, file);
            using var existing = await store.OpenAsync(session.Key, cancellationToken);
            if (existing is not null)
                return await ExtendAsync(step, session, existing, file, cancellationToken);
            if (options.DryRun)
                planned[session.Key] = file;
            else if (!await store.CreateAsync(session with { Id = await UnusedAsync(session.Id, cancellationToken) }, cancellationToken))
                return await DecideAsync(step, session, cancellationToken);
            return step with { Entries = session.Entries.Count };
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            return step with { Action = ImportAction.Failed, Message = e.Message };
        }
    }

    private async ValueTask<ImportStep> ExtendAsync(ImportStep step, NewSession session, IStoredSession existing, IReadOnlyList<UInt128> file, CancellationToken cancellationToken)
    {
        var entries = await existing.ReadAllAsync(cancellationToken);
        var decided = Extend(step, session, HistoryComparison.Fingerprints(entries), file);
        if (decided.Action != ImportAction.Extended || options.DryRun)
            return decided;
        using var hold = await existing.TakeTurnAsync(new TurnWait("import", options.LockTimeout), cancellationToken);
        entries = await existing.ReadAllAsync(cancellationToken);
        decided = Extend(step, session, HistoryComparison.Fingerprints(entries), file);
        if (decided.Action != ImportAction.Extended)
            return decided;
        var (here, there) = (HistoryComparison.Places(entries), HistoryComparison.Places(session.Entries));
        var known = Enumerable.Range(0, here.Count).ToDictionary(index => session.Entries[there[index]].Id, index => entries[here[index]].Id);
        var from = here.Count == 0 ? 0 : there[here.Count - 1] + 1;
        await existing.AppendAsync(EntryRenumbering.After(existing.Info.LastId, session.Entries, from, known), cancellationToken);
        return decided;
    }

    private ImportStep Extend(ImportStep step, NewSession session, IReadOnlyList<UInt128> there, IReadOnlyList<UInt128> file)
    {
        var common = HistoryComparison.CommonStart(there, file);
        if (common == file.Count)
            return step with { Action = ImportAction.Present };
        if (common < there.Count)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"The session that is here differs from entry {common + 1} on; it was left as it is. Rename it and import again: lurkbot sessions rename {session.Key} NAME");
            return step with { Action = ImportAction.Diverged, Message = message };
        }

        if (options.DryRun)
            planned[session.Key] = file;
        var places = HistoryComparison.Places(session.Entries);
        var from = common == 0 ? 0 : places[common - 1] + 1;
        return step with { Action = ImportAction.Extended, Entries = session.Entries.Count - from };
    }

    /// <summary>The id that a session had elsewhere, unless another one has it here: locks, blobs and workspaces go by it.</summary>
    private async ValueTask<SessionId?> UnusedAsync(SessionId? id, CancellationToken cancellationToken)
    {
        if (id is null)
            return null;
        usedIds ??= [.. (await store.ListAsync(cancellationToken)).Sessions.Select(info => info.Id)];
        return usedIds.Add(id.Value) ? id : null;
    }
}
