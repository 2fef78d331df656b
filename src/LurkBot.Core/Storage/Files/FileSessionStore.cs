using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Keeps each session as one JSON document that any JSON tool can read, appended in constant time.</summary>
public sealed partial class FileSessionStore : IRewritableStore
{
    private readonly string home;
    private readonly TimeProvider time;
    private readonly FileStoreOptions options;

    /// <summary>Opens the store; folders are made when they are first needed.</summary>
    /// <param name="home">LurkBot's home folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How files are locked and synced; null takes the defaults.</param>
    public FileSessionStore(string home, TimeProvider time, FileStoreOptions? options = null)
    {
        this.home = home;
        this.time = time;
        this.options = options ?? new FileStoreOptions();
        Process = new StoreProcess(home);
    }

    /// <inheritdoc/>
    public StoreProcess Process { get; }

    /// <summary>Where the documents are.</summary>
    public string Folder => Path.Combine(home, "sessions");

    /// <inheritdoc/>
    public ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken)
    {
        var (sessions, problems) = (new List<SessionInfo>(), new List<string>());
        AddAll(Folder, ".json", sessions, problems, cancellationToken);
        if (Directory.Exists(ArchiveFolder))
            AddAll(ArchiveFolder, ".gz", sessions, problems, cancellationToken);
        return new(new SessionListing(sessions, problems));
    }

    /// <inheritdoc/>
    public ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken) =>
        new(FindAnywhere(key));

    /// <inheritdoc/>
    public ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (FindAnywhere(key) is { } found)
                return new(found);
            PrivateFolder.Create(home);
            PrivateFolder.Create(Folder);
            var now = time.GetUtcNow();
            var head = new SessionHead(key, SessionId.New(now), now, [], []);
            Place(key, SessionFileWriter.Document(head, []));
            return new(Find(key) ?? throw new LurkBotException($"The session {key} vanished while it was created; try again."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot keep the session in {Folder}: {e.Message} Check its permissions and free space.", e);
        }
    }

    private void AddAll(string folder, string extension, List<SessionInfo> sessions, List<string> problems, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return;
        var live = new HashSet<SessionKey>(sessions.Count);
        foreach (var info in sessions)
            live.Add(info.Key);
        SessionFolderScanner.Run(
            folder,
            extension,
            (path, found) =>
            {
                try
                {
                    // A session that was just restored may still be in the archive too.
                    if ((found ?? InfoOf(path)) is { } info && !live.Contains(info.Key))
                        sessions.Add(info);
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // It was moved while the folder was read.
                }
                catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
                {
                    problems.Add(e.Message);
                }
            },
            cancellationToken);
    }

    private SessionInfo InfoOf(string path)
    {
        if (path.EndsWith(".gz", StringComparison.Ordinal))
            return ArchiveFile.ReadInfo(path);
        using var session = Open(path);
        return session.Info;
    }

    private FileSession Open(string path) => FileSession.Open(path, home, options, time, BringBack);

    private IStoredSession? FindAnywhere(SessionKey key)
    {
        while (true)
        {
            if (Find(key) is { } live)
                return live;
            try
            {
                return FindArchived(key);
            }
            catch (FileNotFoundException)
            {
                // Somebody restored it between the two looks: by now it is among the others.
            }
        }
    }

    private FileSession? Find(SessionKey key) =>
        FindAt(Path.Combine(Folder, SessionFileName.For(key)), key) ?? FindAt(Path.Combine(Folder, SessionFileName.WithHash(key)), key) ?? FindMisnamed(key);

    /// <summary>The key in the head decides: a document that was put there under a name of its own is found all the same.</summary>
    private FileSession? FindMisnamed(SessionKey key)
    {
        if (!Directory.Exists(Folder))
            return null;
        foreach (var path in Directory.EnumerateFiles(Folder, "*.json"))
        {
            // A name with a hash was looked for already; it is no name of somebody's own.
            if (SessionFileName.HasHash(Path.GetFileName(path)) || SessionFileName.TryParse(Path.GetFileName(path), out _))
                continue;
            try
            {
                if (FindAt(path, key) is { } session)
                    return session;
            }
            catch (LurkBotException)
            {
                // A listing names it; it is not the one that is looked for.
            }
        }

        return null;
    }

    private FileSession? FindAt(string path, SessionKey key)
    {
        try
        {
            var session = Open(path);
            if (session.Info.Key == key)
                return session;
            session.Dispose();
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot read {path}: {e.Message}", e);
        }
    }
}
