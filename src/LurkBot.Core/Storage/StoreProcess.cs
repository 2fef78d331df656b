using System.Buffers;
using System.Security.Cryptography;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>
/// Names a home and a process that uses it. A home's id is made once and stays; a process's name is alive as long as the process is,
/// by a lock of the operating system. Thread-safe.
/// </summary>
public sealed class StoreProcess : IDisposable
{
    private const string HomeFile = "home.id";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private const string LockEnd = ".process";

    private readonly Lock gate = new();
    private readonly string? home;
    private string? homeId;
    private FileLock? held;

    /// <summary>Names this process.</summary>
    /// <param name="home">LurkBot's home folder; null for sessions in memory, which only this process has.</param>
    public StoreProcess(string? home)
    {
        this.home = home;
        homeId = home is null ? NewId() : null;
    }

    /// <summary>This process's name; no other process ever has it.</summary>
    public string Id
    {
        get
        {
            lock (gate)
                return field ??= NewId();
        }
    }

    /// <summary>The home's id, made at the first call.</summary>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    public string Home
    {
        get
        {
            lock (gate)
                return homeId ??= ReadHome(home!);
        }
    }

    /// <summary>Makes this process's name alive, so that others leave to it what it accepted.</summary>
    /// <exception cref="LurkBotException">The lock cannot be taken.</exception>
    public void Announce()
    {
        lock (gate)
        {
            if (home is null || held is not null)
                return;
            PrivateFolder.Create(Path.Combine(home, ".locks"));
            var mine = new FileLock(PathOf(Id));
            mine.TryTake();
            held = mine;
        }
    }

    /// <summary>Whether a process that announced itself still runs.</summary>
    /// <param name="process">Its name.</param>
    public bool IsAlive(string process)
    {
        if (string.Equals(process, Id, StringComparison.Ordinal))
            return true;
        if (home is null || process.Length != Id.Length || process.AsSpan().ContainsAnyExcept(Digits) || !File.Exists(PathOf(process)))
            return false;
        using var other = new FileLock(PathOf(process));
        if (!other.TryTake())
            return true;
        File.Delete(PathOf(process));
        return false;
    }

    /// <summary>The process ends, or needs the store no longer.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (held is null)
                return;
            File.Delete(PathOf(Id));
            held.Dispose();
            held = null;
        }
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static string ReadHome(string home)
    {
        var path = Path.Combine(home, HomeFile);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 and <= 64 } id)
                    return id;
                if (attempt > 0)
                    throw new LurkBotException($"{path} does not hold the id of this home. To create a new id, delete the file; pending messages will then not be answered.");
                PrivateFolder.Create(home);
                SessionFileWriter.Create(path, System.Text.Encoding.ASCII.GetBytes(NewId() + "\n"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot keep the id of this home in {path}: {e.Message} Check permissions and free space.", e);
        }
    }

    private string PathOf(string process) => Path.Combine(home!, ".locks", process + LockEnd);
}
