using System.Runtime.CompilerServices;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

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
        var (text, longText, quoted, meant, unreadable) = (new ErasedText(), new ErasedText(ErasedText.Piece), new QuotedText(), new HashSet<EntryMark>(), new List<string>());
        var channels = new HashSet<string>(StringComparer.Ordinal);
        var (family, sent) = (new SessionFamily(), new SentCopies());
        await foreach (var document in ReadAsync(target, unreadable, cancellationToken))
        {
            family.Add(document);
            sent.Add(document);
            if (IsWhole(target, document))
                sent.Mark(document.Id);
            foreach (var entry in Meant(target, document).Where(CanBeErased))
            {
                sent.Mark(document.Id, entry, document.Entries);
                family.Mark(document.Id);
                channels.Add(target.Person is null ? document.Key!.Channel : ChannelOf(document, entry));
                if (!meant.Add(EntryMark.Of(entry)))
                    continue;
                text.Add(entry);
                longText.Add(entry);
                quoted.Add(entry);
                foreach (var hash in BlobHash.In(entry))
                {
                    if (await store.ReadBlobAsync(document.Id, hash, cancellationToken) is { } blob)
                    {
                        text.AddBytes(blob);
                        longText.AddBytes(blob);
                    }
                }
            }
        }

        if (target.Person is not null && channels.Count > 1)
            throw new LurkBotException($"{target.Person} is a person on {string.Join(" and on ", channels.Order(StringComparer.Ordinal))}. Say which: --person {channels.Order(StringComparer.Ordinal).First()}:{target.Person}");
        var copies = sent.Find();
        foreach (var copy in copies)
        {
            family.Mark(copy.Id);
            foreach (var entry in (Entry?[])[copy.Message, copy.Posted])
            {
                if (entry is null || !meant.Add(EntryMark.Of(entry)))
                    continue;
                text.Add(entry);
                longText.Add(entry);
                quoted.Add(entry);
            }
        }

        // The session of a subagent is about nothing but its task.
        var subagents = copies.Where(copy => copy.Depth > 0).GroupBy(copy => copy.Id).ToDictionary(group => group.Key, group => group.Max(copy => copy.Depth));
        await foreach (var document in subagents.Count == 0 ? NoCopies() : ReadAsync(target, [], cancellationToken))
        {
            if (!subagents.ContainsKey(document.Id))
                continue;
            foreach (var entry in document.Entries.Where(CanBeErased).Where(entry => meant.Add(EntryMark.Of(entry))))
            {
                text.Add(entry);
                longText.Add(entry);
                quoted.Add(entry);
            }
        }

        var (steps, kept) = (new List<ErasureStep>(), new HashSet<(SessionId Id, string Hash)>());
        await foreach (var document in ReadAsync(target, [], cancellationToken))
        {
            var step = family.IsMarked(document.Id) || IsWhole(target, document) ? Step(document, subagents.ContainsKey(document.Id) || IsWhole(target, document), meant, quoted) : null;
            if (step is not null)
                steps.Add(step);
            foreach (var hash in document.Entries.Where(entry => step is null || !(step.IsWhole || step.Entries.Contains(entry.Id))).SelectMany(BlobHash.In))
                kept.Add((document.Id, hash));
        }

        // A blob goes when no copy of its session speaks of it any more: the same session may be in the archive and in the trash.
        steps = [.. steps.Select(step => step with { Blobs = [.. step.Blobs.Where(hash => !kept.Contains((step.Id, hash)))] })];

        // Those that the search for copies begins with go last.
        return new ErasurePlan(target, change, [.. steps.OrderBy(step => step.Key == target.Session).ThenByDescending(step => subagents.GetValueOrDefault(step.Id)).ThenBy(step => step.Place == SessionPlace.InUse)], text, longText, unreadable) { Sent = copies };
    }

    /// <summary>Where the words of an erased text stand after all.</summary>
    /// <param name="text">What was erased.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>For each stored copy, by its name, its entries as <c>KEY#ID</c>.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> FindAsync(ErasedText text, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        await foreach (var document in ReadAsync(null, [], cancellationToken))
        {
            var entries = document.Entries.Where(text.OccursIn).Select(entry => $"{document.Key}#{entry.Id}").ToList();
            if (document.Fields.Any(field => text.OccursIn(field.Json)))
                entries.Add($"{document.Key} (its title or another field of its first line)");
            if (entries.Count > 0)
                found[document.Name] = entries;
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

    private static async IAsyncEnumerable<SessionCopy> NoCopies()
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <summary>What is meant, with what tells of it: its other versions, its files.</summary>
    private static IReadOnlyList<Entry> Meant(ErasureTarget target, SessionCopy document)
    {
        var meant = Named(target, document).ToList();
        var ids = meant.Select(entry => entry.Id).ToHashSet();
        return [.. meant, .. document.Entries.Where(entry => !ids.Contains(entry.Id) && MessageVersions.TargetOf(entry) is { } of && ids.Contains(of))];
    }

    private static IEnumerable<Entry> Named(ErasureTarget target, SessionCopy document)
    {
        if (target.Person is null && document.Key != target.Session)
            return [];
        return target switch
        {
            { EntryId: { } id } => document.Entries.Where(entry => entry.Id == id),
            { Person: not null } => IsConversationWith(target, document) ? document.Entries : document.Entries.Where(entry => IsBy(target, document, entry)),
            _ => document.Entries,
        };
    }

    private static ErasureStep? Step(SessionCopy document, bool whole, HashSet<EntryMark> meant, QuotedText quoted)
    {
        var erased = document.Entries.Where(entry => CanBeErased(entry) && meant.Contains(EntryMark.Of(entry))).Select(entry => entry.Id).ToHashSet();
        if (erased.Count == 0 && !whole)
            return null;
        // What quotes it later in the same conversation or a fork of it; elsewhere the same words may have been said independently.
        var quotes = whole ? [] : document.Entries.Where(entry => CanBeErased(entry) && !erased.Contains(entry.Id) && entry.Id > erased.Min() && (quoted.IsIn(entry) || (entry is SummaryEntry summary && Covers(summary, erased)))).Select(entry => entry.Id).ToList();
        erased.UnionWith(quotes);
        var left = whole ? [] : document.Entries.Where(entry => !erased.Contains(entry.Id)).SelectMany(BlobHash.In).ToHashSet(StringComparer.Ordinal);
        var blobs = document.Entries.Where(entry => whole || erased.Contains(entry.Id)).SelectMany(BlobHash.In).Where(hash => !left.Contains(hash)).ToHashSet(StringComparer.Ordinal);
        return new ErasureStep(document.Name, document.Place, document.Key!, document.Id, whole, erased, quotes.Count, blobs, document.Entries.Count);
    }

    private static bool IsWhole(ErasureTarget target, SessionCopy document) =>
        target.Person is not null ? IsConversationWith(target, document) : target.EntryId is null && document.Key == target.Session;

    /// <summary>A direct chat with nobody else: all of it is about the person.</summary>
    private static bool IsConversationWith(ErasureTarget target, SessionCopy document) =>
        document.Key!.Type == SessionType.Dm && document.Entries.Any(entry => IsBy(target, document, entry))
        && document.Entries.OfType<UserEntry>().All(entry => entry.Sender is null || !entry.IsSaid || IsBy(target, document, entry));

    private static bool IsBy(ErasureTarget target, SessionCopy document, Entry entry) =>
        entry is UserEntry { Sender: { } sender } && string.Equals(sender.Id, target.Person, StringComparison.Ordinal)
        && (target.Channel is null || string.Equals(ChannelOf(document, entry), target.Channel, StringComparison.Ordinal));

    /// <summary>The channel on which an entry's sender has their id: of a message that another session sent, that session's.</summary>
    private static string ChannelOf(SessionCopy document, Entry entry) => MessageOrigin.TryParse((entry as UserEntry)?.Origin)?.Sender?.Channel ?? document.Key!.Channel;

    /// <summary>A summary that does not say what it covers may have been made of anything before it.</summary>
    private static bool Covers(SummaryEntry summary, HashSet<long> erased) =>
        summary.Covers is { } range ? erased.Any(id => range.Contains(id) && !summary.Except.Contains(id)) : erased.Any(id => id < summary.Id);

    /// <summary>Clears, undos and settings hold nothing that was said; without them the rest would mean something else.</summary>
    private static bool CanBeErased(Entry entry) => entry is not (TombstoneEntry or ClearEntry or UndoEntry or StateEntry or SettingsEntry or StopEntry);
}
