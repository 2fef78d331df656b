using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>The store that conversations go to, and what an import knows of it.</summary>
/// <param name="store">The store.</param>
/// <param name="options">How to import.</param>
internal sealed class ImportTarget(ISessionStore store, ImportOptions options)
{
    /// <summary>In a dry run, what the sessions would hold that a real run would have made or extended by now.</summary>
    private readonly Dictionary<SessionKey, IReadOnlyList<UInt128>> planned = [];

    private readonly HashSet<SessionKey> keys = [];

    /// <summary>The ids in use: locks, blobs and workspaces go by them, so that no two sessions may have the same.</summary>
    private readonly Dictionary<SessionId, SessionKey> ids = [];

    private bool hasLooked;
    private bool isCertain;

    /// <summary>Decides what becomes of a conversation, and does it unless this is a dry run.</summary>
    /// <param name="step">What is known of it; the action is still open.</param>
    /// <param name="found">The conversation.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask<ImportStep> AddAsync(ImportStep step, ImportedSession found, CancellationToken cancellationToken)
    {
        var session = found.Session;
        try
        {
            await LookAsync(cancellationToken);
            var file = HistoryComparison.Fingerprints(session.Entries);
            if (planned.TryGetValue(session.Key, out var there))
                return Extend(step, session, there, file);
            await using var existing = isCertain && !keys.Contains(session.Key) ? null : await store.OpenAsync(session.Key, cancellationToken);
            if (existing is not null)
                return await ExtendAsync(step, session, existing, file, cancellationToken);
            if (!options.ChangeTrust && session.Id is { } own && ids.TryGetValue(own, out var known) && TrustChange.Between(known, session.Key) is { } trust)
                return step with { Action = ImportAction.Failed, Message = $"This is the session {known} under another key. {trust.Explanation} To import it all the same, pass {TrustChange.Option}." };
            if (options.DryRun)
                planned[session.Key] = file;
            else if (await CreateAsync(session, found.ForkOf, cancellationToken))
                keys.Add(session.Key);
            else if (keys.Add(session.Key))
                return await AddAsync(step, found, cancellationToken);
            else
                return step with { Action = ImportAction.Failed, Message = $"The session {session.Key} comes and goes; import again." };
            return step with { Entries = session.Entries.Count };
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            return step with { Action = ImportAction.Failed, Message = e.Message };
        }
    }

    private async ValueTask<bool> CreateAsync(NewSession session, SessionKey? forkOf, CancellationToken cancellationToken)
    {
        var id = session.Id is { } own && ids.TryAdd(own, session.Key) && options.MayKeepId(own, session.Key) ? own : (SessionId?)null;
        var entries = session.Entries;
        if (forkOf is not null)
        {
            await using var original = await store.OpenAsync(forkOf, cancellationToken);
            entries = [.. entries.Select(entry => entry is StateEntry { State: null, Actor: ImportedFork.Actor } fork ? fork with { ForkedFrom = original?.Info.Id } : entry)];
        }

        return await store.CreateAsync(session with { Id = id, Entries = ImportedContext.Mark(entries) }, cancellationToken);
    }

    /// <summary>Lists the store once: to look for each session by itself takes the longer the more there are.</summary>
    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        if (hasLooked)
            return;
        var listing = await store.ListAsync(cancellationToken);
        keys.UnionWith(listing.Sessions.Select(info => info.Key));
        foreach (var info in listing.Sessions)
            ids.TryAdd(info.Id, info.Key);
        (hasLooked, isCertain) = (true, listing.Problems.Count == 0);
    }

    private async ValueTask<ImportStep> ExtendAsync(ImportStep step, NewSession session, IStoredSession existing, IReadOnlyList<UInt128> file, CancellationToken cancellationToken)
    {
        var entries = await existing.ReadAllAsync(cancellationToken);
        var decided = Extend(step, session, HistoryComparison.Fingerprints(entries), file);
        if (decided.Action != ImportAction.Extended || options.DryRun)
            return decided;
        await using var hold = await existing.TakeTurnAsync(new TurnLeaseRequest("import", options.LockTimeout), cancellationToken);
        entries = await existing.ReadAllAsync(cancellationToken);
        decided = Extend(step, session, HistoryComparison.Fingerprints(entries), file);
        if (decided.Action != ImportAction.Extended)
            return decided;
        var (here, there) = (HistoryComparison.Places(entries), HistoryComparison.Places(session.Entries));
        var known = Enumerable.Range(0, here.Count).ToDictionary(index => session.Entries[there[index]].Id, index => entries[here[index]].Id);
        var from = here.Count == 0 ? 0 : there[here.Count - 1] + 1;
        var added = EntryRenumbering.After(existing.Info.LastId, session.Entries, from, known);
        // Bytes first: no entry names what is not there.
        foreach (var hash in added.SelectMany(BlobHash.In).Distinct(StringComparer.Ordinal))
        {
            if (session.Blobs.ContainsKey(hash))
                await existing.PutBlobAsync(session.ReadBlob(hash), cancellationToken);
        }

        await existing.AppendAsync([.. added, .. TurnEnds.All([.. entries, .. EntryNumbers.Continue(entries, added)], TurnEnding.Copied, new SessionChange("import", "import"), options.Time, after: existing.Info.LastId)], cancellationToken);
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
}
