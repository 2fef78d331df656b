using LurkBot.Interop;

namespace LurkBot.Tools;

/// <summary>One call that runs, or was killed while it did.</summary>
/// <param name="line">The file with its line.</param>
/// <param name="held">The lock that its process holds.</param>
internal sealed class RunningCall(string line, string held) : IDisposable
{
    private readonly FileLock running = new(held);

    /// <summary>Holds it and writes its line.</summary>
    public void Begin(ReadOnlySpan<byte> bytes)
    {
        running.TryTake();
        using var stream = PrivateFile.Open(line, FileMode.CreateNew);
        stream.Write(bytes);
    }

    /// <summary>Whether its process is no more; then it is held here.</summary>
    public bool IsKilled() => running.TryTake();

    /// <summary>Forgets it.</summary>
    public void End()
    {
        File.Delete(line);
        running.Dispose();
        File.Delete(held);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => running.Dispose();
}
