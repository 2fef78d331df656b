using System.Security.Cryptography;
using System.Text;
using LurkBot.Interop;

namespace LurkBot.Exchange;

/// <summary>
/// Counts the messages of chains, for all processes of a home and across their restarts: a file for each chain in <c>chains/</c>, with a line for each message, written
/// under a lock before the message is. Nothing else is in it, and a message that is sent again counts once. Thread-safe.
/// </summary>
/// <param name="home">The home; null keeps the counts in memory.</param>
/// <param name="time">The clock.</param>
internal sealed class ChainBook(string? home, TimeProvider time)
{
    /// <summary>The folder's name in the home folder.</summary>
    public const string FolderName = "chains";

    private const int NameLength = 32, LineLength = NameLength + 1;

    private static readonly TimeSpan LooksEvery = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (HashSet<string> Messages, DateTimeOffset Used)> inMemory = new(StringComparer.Ordinal);
    private DateTimeOffset looked;

    /// <summary>Counts a message before it is sent.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="message">The message's own name.</param>
    /// <param name="most">How many the chain may have.</param>
    /// <param name="lifetime">How long a chain is kept after its last message: as long as that may wait for its answer.</param>
    /// <returns>Whether it may be sent: it was counted, now or before.</returns>
    /// <exception cref="LurkBotException">It cannot be counted, so it must not be sent.</exception>
    public bool TryCount(string chain, string message, int most, TimeSpan lifetime)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var (name, line) = (NameOf(chain), NameOf(message));
            if (home is null)
            {
                foreach (var old in inMemory.Where(known => now - known.Value.Used > lifetime).Select(known => known.Key).ToList())
                    inMemory.Remove(old);
                var messages = inMemory.TryGetValue(name, out var known) ? known.Messages : [];
                if (!messages.Contains(line) && messages.Count >= most)
                    return false;
                messages.Add(line);
                inMemory[name] = (messages, now);
                return true;
            }

            var folder = Path.Combine(home, FolderName);
            try
            {
                PrivateFolder.Create(Path.Combine(home, ".locks"));
                PrivateFolder.Create(folder);
                using var alone = new FileLock(Path.Combine(home, ".locks", FolderName));
                alone.Take();
                Forget(folder, now, lifetime);
                return TryWrite(Path.Combine(folder, name), line, most);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LurkBotException($"Not sent, since it cannot be counted: {folder}: {e.Message} Check permissions and free space.", e);
            }
        }
    }

    private static bool TryWrite(string path, string line, int most)
    {
        var isNew = !File.Exists(path);
        using (var file = PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            // A line that was torn by a crash is of a message that was not sent.
            var count = (int)(file.Length / LineLength);
            var bytes = new byte[count * LineLength];
            file.ReadExactly(bytes);
            var known = Encoding.ASCII.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (known.Contains(line, StringComparer.Ordinal))
                return true;
            if (count >= most)
                return false;
            file.SetLength(bytes.Length);
            file.Write(Encoding.ASCII.GetBytes(line + "\n"));
            file.Flush(flushToDisk: true);
        }

        if (isNew)
            FolderSync.SyncOf(path);
        return true;
    }

    /// <summary>Deletes chains that cannot go on any more.</summary>
    private void Forget(string folder, DateTimeOffset now, TimeSpan lifetime)
    {
        if (now - looked < LooksEvery)
            return;
        looked = now;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (now.UtcDateTime - file.LastWriteTimeUtc > lifetime)
                file.Delete();
        }
    }

    private static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..NameLength];
}
