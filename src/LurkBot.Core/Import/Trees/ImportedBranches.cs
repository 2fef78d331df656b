using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>Makes sessions of one conversation's branches: one of the current branch, and a fork of that of each other.</summary>
/// <param name="channel">The channel of its keys.</param>
/// <param name="name">The conversation's id; null where it has none.</param>
/// <param name="title">Its title.</param>
/// <param name="created">When it began; null where nobody knows.</param>
/// <param name="source">The file.</param>
/// <param name="notes">Told of what is left out of the current branch.</param>
internal sealed class ImportedBranches(string channel, string? name, string? title, DateTimeOffset? created, ImportSource source, ImportNotes notes)
{
    /// <summary>Reads the branches.</summary>
    /// <param name="branches">The branches, the current one first.</param>
    /// <param name="first">The id of the conversation's first message, which tells conversations without a name apart.</param>
    /// <param name="begin">Begins a branch: gets its history and the conversation's id in sources, and returns what takes a message by its index.</param>
    /// <returns>Their sessions; none of a branch in which nothing of its own was said.</returns>
    public IEnumerable<ImportedSession> Read(IEnumerable<ConversationBranch> branches, string? first, Func<ImportedHistory, string, Action<int>> begin)
    {
        if (created is null)
            notes.Add("conversations without a time, given that of the file");
        var (start, fallback) = (created ?? source.FileTime, $"{title}\n{created:O}\n{first}");
        SessionKey? key = null;
        foreach (var branch in branches)
        {
            // A fork says only what is its own; of what it shares its original has told.
            var (isFork, own) = (branch.Name is not null, branch.Name is null ? notes : new ImportNotes());
            key ??= ImportedKey.Create(channel, name, fallback, SessionType.Main, own);
            var forkKey = isFork ? ImportedKey.Create(channel, $"{key.ChatId}~{branch.Name}", fallback, SessionType.Main, own) : key;
            var history = new ImportedHistory(start, isFork ? new ImportNotes() : own);
            var (take, shared) = (begin(history, forkKey.ChatId), 0);
            for (var i = 0; i < branch.Path.Count; i++)
            {
                if (isFork && i == branch.Shared)
                {
                    history.Notes = own;
                    if (history.Count > 0)
                        history.AddFork(key);
                    shared = history.Count;
                }

                take(branch.Path[i]);
            }

            if (history.Count == shared)
            {
                source.Notes.Add(isFork ? own : new ImportNotes());
                continue;
            }

            var entries = history.Finish();
            var session = new NewSession(forkKey, start, entries) { Unknown = ImportedTitle.Fields(title), Blobs = source.Files.Of(entries) };
            yield return new ImportedSession(session, title, own) { ForkOf = isFork ? key : null };
        }
    }
}
