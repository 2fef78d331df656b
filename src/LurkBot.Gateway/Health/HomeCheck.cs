using LurkBot.Interop;

namespace LurkBot.Gateway;

/// <summary>A gateway whose home cannot be written accepts no message. The answer is kept for two seconds, since everybody may ask.</summary>
/// <param name="home">The home folder; null when nothing is kept on disk.</param>
/// <param name="time">The clock.</param>
internal sealed class HomeCheck(string? home, TimeProvider time) : IReadinessCheck, IDisposable
{
    /// <summary>A block of most file systems: a smaller file may find room where a message does not.</summary>
    private const int ProbeBytes = 4096;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim gate = new(1, 1);
    private (long At, string? Why)? known;

    /// <inheritdoc/>
    public async ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (home is null)
            return null;
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (known is not { } last || time.GetElapsedTime(last.At) > Kept)
                known = last = (time.GetTimestamp(), await ProbeAsync(Path.Combine(home, "run")));
            return last.Why;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>Writes a file, and removes it.</summary>
    private static async Task<string?> ProbeAsync(string folder)
    {
        var path = Path.Combine(folder, "ready.probe");
        try
        {
            PrivateFolder.Create(folder);
            await using (var file = PrivateFile.Open(path, FileMode.Create, bufferSize: 0))
                await file.WriteAsync(new byte[ProbeBytes]);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FullDisk.IsCauseOf(e) ? "disk_full" : "home_unwritable";
        }
        finally
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next look replaces it.
            }
        }
    }
}
