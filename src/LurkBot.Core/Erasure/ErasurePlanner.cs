using System.Globalization;
using System.Runtime.CompilerServices;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Erasure;

/// <summary>Finds all that is to be destroyed: the entries that are meant, their copies in forks, archive and trash, and what quotes them.</summary>
/// <param name="store">The sessions.</param>
internal sealed class ErasurePlanner(IRewritableStore store)
{
    /// <summary>Looks through all sessions.</summary>
    /// <param name="target">What is to be destroyed.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The plan; without steps when there is nothing of it.</returns>
    /// <exception cref="LurkBotException">A person's id is on several channels.</exception>
    public async Task<ErasurePlan> PlanAsync(ErasureTarget target, SessionChange change, CancellationToken cancellationToken)
    {
        var (spread, unreadable) = (new ErasureSpread(target), new List<string>());
        var channels = new HashSet<string>(StringComparer.Ordinal);
        var (names, erased) = (new List<(string Name, SessionId Id)>(), (SessionCopy?)null);
        await foreach (var document in ReadAsync(target, unreadable, cancellationToken))
        {
            names.Add((document.Name, document.Id));
            spread.Add(document);
            if (IsWhole(target, document))
                spread.Mean(document);
            if (target.EntryId is not null && Named(target, document).Any(entry => entry is TombstoneEntry))
                erased = document;
            foreach (var entry in Meant(target, document).Where(ErasureSpread.CanBeErased))
            {
                channels.Add(target.Person is null ? document.Key!.Channel : ChannelOf(document, entry));
                if (!spread.Mean(document, entry))
                    continue;
                foreach (var hash in BlobHash.In(entry))
                {
                    if (await store.ReadBlobAsync(document.Id, hash, cancellationToken) is { } blob)
                    {
                        spread.Text.AddBytes(blob);
                        spread.LongText.AddBytes(blob);
                    }
                }
            }
        }

        if (target.Person is not null && channels.Count > 1)
            throw new LurkBotException($"{target.Person} is a person on {string.Join(" and on ", channels.Order(StringComparer.Ordinal))}. Say which: --person {channels.Order(StringComparer.Ordinal).First()}:{target.Person}");
        var tombstone = erased?.Entries.OfType<TombstoneEntry>().FirstOrDefault(entry => entry.Id == target.EntryId);
        if (tombstone is not null)
            spread.Resume(erased!, tombstone);
        await FollowAsync(target, spread, names, cancellationToken);

        var (steps, kept, elsewhere) = (new List<ErasureStep>(), new HashSet<(SessionId Id, string Hash)>(), new List<FoundElsewhere>());
        await foreach (var document in ReadAsync(target, [], cancellationToken))
        {
            var step = Step(document, spread.DepthOf(document.Id) > 0 || IsWhole(target, document), spread.Of(document.Name)) is { } found ? found with { IsOwn = IsOwn(target, document, spread) } : null;
            if (step is not null)
                steps.Add(step);
            foreach (var hash in document.Entries.Where(entry => step is null || !(step.IsWhole || step.Entries.Contains(entry.Id))).SelectMany(BlobHash.In))
                kept.Add((document.Id, hash));
            if (step is not { IsWhole: true })
                elsewhere.AddRange(StandingIn(document, step, spread, target.EntryId is not null));
        }

        // A blob goes when no copy of its session speaks of it any more: the same session may be in the archive and in the trash.
        steps = [.. steps.Select(step => step with { Blobs = [.. step.Blobs.Where(hash => !kept.Contains((step.Id, hash)))] })];

        // Those that the search for copies begins with go last.
        return new ErasurePlan(target, change, [.. steps.OrderBy(step => step.IsOwn).ThenByDescending(step => spread.DepthOf(step.Id)).ThenBy(step => step.Place == SessionPlace.InUse)], spread.Text, spread.LongText, unreadable)
        {
            Sent = spread.Sent,
            Elsewhere = elsewhere,
            Stored = names.ToLookup(name => name.Id, name => name.Name),
            ErasedAt = tombstone?.At,
        };
    }

    /// <summary>Goes through the sessions that are reached until nothing more is found.</summary>
    private async Task FollowAsync(ErasureTarget target, ErasureSpread spread, IReadOnlyList<(string Name, SessionId Id)> names, CancellationToken cancellationToken)
    {
        for (var isNew = true; isNew;)
        {
            isNew = false;
            foreach (var (name, _) in names.Where(name => spread.IsReached(name.Id)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await store.ReadCopyAsync(name, cancellationToken) is { Key: not null } document)
                    isNew |= spread.Take(document, IsWhole(target, document));
            }
        }
    }

    private static bool IsOwn(ErasureTarget target, SessionCopy document, ErasureSpread spread) => target.Person is null ? document.Key == target.Session : spread.IsOwn(document.Id);

    /// <summary>The entries of a session that stay, and have the same words.</summary>
    private static IEnumerable<FoundElsewhere> StandingIn(SessionCopy document, ErasureStep? step, ErasureSpread spread, bool isEntry)
    {
        var looksForParts = isEntry || step is not null;
        foreach (var entry in document.Entries.Where(entry => step?.Entries.Contains(entry.Id) != true && (spread.Text.OccursIn(entry) || (looksForParts && spread.Words.HasIdentifierIn(entry)))))
            yield return Standing(document, entry);

        if (document.Fields.Any(field => spread.Text.OccursIn(field.Json)))
            yield return new FoundElsewhere(document.Key!.ToString(), "its title or another field of its first line", null, document.Name) { Session = document.Id };
    }

    private static FoundElsewhere Standing(SessionCopy document, Entry entry)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{document.Key}#{entry.Id}");
        return new FoundElsewhere(name, EntryName.Of(entry), ErasureSpread.CanBeErased(entry) ? $"lurkbot sessions erase {ShellWord.Quote(name)}" : null, document.Name) { Session = document.Id, Entry = entry.Id, Turn = entry.Turn };
    }

    /// <summary>The entries that stay, and whose blobs have words of an erased text.</summary>
    /// <param name="plan">What is erased.</param>
    /// <param name="files">Files that have such words, below the home folder.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    public async Task<IReadOnlyList<FoundElsewhere>> FindBlobsAsync(ErasurePlan plan, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var found = new List<FoundElsewhere>();
        var blobs = files.Where(file => file.StartsWith(BlobFolder.Name + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToList();
        foreach (var name in blobs.Select(file => Path.GetFileName(Path.GetDirectoryName(file))).Distinct(StringComparer.Ordinal).SelectMany(id => plan.Stored.Where(stored => stored.Key.ToString() == id)).SelectMany(stored => stored).ToList())
        {
            if (await store.ReadCopyAsync(name, cancellationToken) is not { Key: not null } document)
                continue;
            var erased = plan.Steps.FirstOrDefault(step => step.Name == name);
            foreach (var entry in document.Entries.Where(entry => erased is not { IsWhole: true } && erased?.Entries.Contains(entry.Id) != true))
            {
                if (blobs.Find(file => Path.GetFileName(Path.GetDirectoryName(file)) == document.Id.ToString() && BlobHash.In(entry).Contains(Path.GetFileName(file), StringComparer.Ordinal)) is { } blob)
                    found.Add(Standing(document, entry) with { File = blob });
            }
        }

        return found;
    }

    private async IAsyncEnumerable<SessionCopy> ReadAsync(ErasureTarget? target, List<string> unreadable, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in await store.ListCopiesAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await store.ReadCopyAsync(name, cancellationToken) is not { } copy)
                continue;
            // A whole session can be destroyed even when it is damaged.
            if (copy.Problem is null || (copy.Key is not null && target is not null && IsWhole(target, copy)))
                yield return copy;
            else
                unreadable.Add(copy.Problem);
        }
    }

    /// <summary>What is meant, with what tells of it: its other versions, its files.</summary>
    private static IReadOnlyList<Entry> Meant(ErasureTarget target, SessionCopy document)
    {
        var meant = Named(target, document).ToList();
        var ids = meant.Select(entry => entry.Id).ToHashSet();
        // A fact goes in all its wordings: an earlier one would stand again.
        var wordings = meant.OfType<FactEntry>().SelectMany(fact => FactChain.Of(document.Entries, fact.Id)).ToHashSet();
        return [.. meant, .. document.Entries.Where(entry => !ids.Contains(entry.Id) && (wordings.Contains(entry.Id) || (MessageVersions.TargetOf(entry) is { } of && ids.Contains(of))))];
    }

    private static IEnumerable<Entry> Named(ErasureTarget target, SessionCopy document)
    {
        if (target.Person is null && !(target.EntryId is null ? IsOf(target.Session, document) : document.Key == target.Session))
            return [];
        return target switch
        {
            { EntryId: { } id } => document.Entries.Where(entry => entry.Id == id),
            { Person: not null } => IsConversationWith(target, document) ? document.Entries : document.Entries.Where(entry => IsBy(target, document, entry)),
            _ => document.Entries,
        };
    }

    /// <summary>Whether a document is a session, or what is remembered of it as a group.</summary>
    private static bool IsOf(SessionKey? session, SessionCopy document) => document.Key == session || (session?.Type is SessionType.Group or SessionType.Topic && MemoryChat(document) is { } chat && chat == $"{session.Channel}:{session.ChatId}" && document.Key!.Type == session.Type);

    /// <summary>The account or the chat of which a session holds what is remembered; null for any other session.</summary>
    private static string? MemoryChat(SessionCopy document) => document.Key is { Channel: SessionKey.MemoryChannel } key ? key.ChatId : null;

    private static ErasureStep? Step(SessionCopy document, bool whole, IReadOnlyDictionary<long, ErasureReason> reasons)
    {
        if (reasons.Count == 0 && !whole)
            return null;
        var erased = reasons.Keys.ToHashSet();
        var left = whole ? [] : document.Entries.Where(entry => !erased.Contains(entry.Id)).SelectMany(BlobHash.In).ToHashSet(StringComparer.Ordinal);
        var blobs = document.Entries.Where(entry => whole || erased.Contains(entry.Id)).SelectMany(BlobHash.In).Where(hash => !left.Contains(hash)).ToHashSet(StringComparer.Ordinal);
        var quotes = whole ? 0 : reasons.Values.Count(reason => reason is ErasureReason.Quote or ErasureReason.Summary);
        return new ErasureStep(document.Name, document.Place, document.Key!, document.Id, whole, erased, quotes, blobs, document.Entries.Count) { Reasons = reasons };
    }

    private static bool IsWhole(ErasureTarget target, SessionCopy document) =>
        target.Person is not null ? IsConversationWith(target, document) : target.EntryId is null && IsOf(target.Session, document);

    /// <summary>A direct chat with nobody else: all of it is about the person.</summary>
    private static bool IsConversationWith(ErasureTarget target, SessionCopy document) =>
        MemoryChat(document) is { } account ? document.Key!.Type == SessionType.Dm && (target.Channel is { } channel ? account == $"{channel}:{target.Person}" : account.EndsWith(":" + target.Person, StringComparison.Ordinal))
        : document.Key!.Type == SessionType.Dm && document.Entries.Any(entry => IsBy(target, document, entry))
        && document.Entries.OfType<UserEntry>().All(entry => entry.Sender is null || !entry.IsSaid || IsBy(target, document, entry));

    private static bool IsBy(ErasureTarget target, SessionCopy document, Entry entry) =>
        SenderOf(entry) is { } sender && string.Equals(sender.Id, target.Person, StringComparison.Ordinal)
        && (target.Channel is null || string.Equals(ChannelOf(document, entry), target.Channel, StringComparison.Ordinal));

    private static Sender? SenderOf(Entry entry) => entry switch
    {
        UserEntry said => said.Sender,
        FactEntry fact => fact.Sender,
        _ => null,
    };

    /// <summary>The channel on which an entry's sender has their id: of a message that another session sent, that session's.</summary>
    private static string ChannelOf(SessionCopy document, Entry entry) => MessageOrigin.TryParse((entry as UserEntry)?.Origin)?.Sender?.Channel
        ?? (MemoryChat(document) is { } chat && chat.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? chat[..colon] : document.Key!.Channel);
}
