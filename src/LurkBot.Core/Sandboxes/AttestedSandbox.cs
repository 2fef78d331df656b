using System.Net;
using System.Net.Sockets;

namespace LurkBot.Sandboxes;

/// <summary>
/// Runs nothing until the backend has been seen to hold its limits: at the first use, it is tried from inside (invariant 8). The proof is
/// kept in the home.
/// </summary>
/// <param name="inner">The backend.</param>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="time">The clock.</param>
public sealed class AttestedSandbox(ISandbox inner, string home, TimeProvider time) : ISandbox, IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private SandboxProof? proof;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public IReadOnlyList<LimitHolder> Holders => inner.Holders;

    /// <inheritdoc/>
    public async Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        var seen = await ProveAsync(cancellationToken);
        if (!seen.Held)
        {
            var broken = seen.Checks.Where(check => !check.Held).Select(check => $"{check.Name} ({check.Detail})");
            throw new SandboxException($"The {Name} sandbox does not hold, so nothing was run: {string.Join("; ", broken)}. See: lurkbot doctor");
        }

        return await inner.RunAsync(command, cancellationToken);
    }

    /// <summary>Tries the backend, once; the outcome is kept in the home.</summary>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="SandboxException">The backend cannot run anything.</exception>
    public async Task<SandboxProof> ProveAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return proof ??= await TryAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<SandboxProof> TryAsync(CancellationToken cancellationToken)
    {
        var name = $"probe-{Guid.NewGuid():N}";
        var secret = Path.Combine(home, name);
        var workspace = Path.Combine(home, "workspaces", name);
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(secret, name, cancellationToken);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        try
        {
            listener.Start();
            var probe = new SandboxProbe(secret, ((IPEndPoint)listener.LocalEndpoint).Port, Namespaces());
            var result = await inner.RunAsync(new SandboxCommand { Script = probe.Script, Workspace = workspace, Limits = SandboxProbe.Limits }, cancellationToken);
            var memory = await inner.RunAsync(new SandboxCommand { Script = SandboxProbe.MemoryScript, Workspace = workspace, Limits = SandboxProbe.Limits }, cancellationToken);
            var seen = new SandboxProof(inner.Name, time.GetUtcNow(), inner.Holders, probe.Judge(result.OutputText(), memory, listener.Pending()));
            SandboxProofFile.Write(home, seen);
            return seen;
        }
        finally
        {
            File.Delete(secret);
            if (Directory.Exists(workspace))
                Directory.Delete(workspace, recursive: true);
        }
    }

    private static Dictionary<string, string> Namespaces()
    {
        var namespaces = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!OperatingSystem.IsLinux())
            return namespaces;
        foreach (var name in (string[])["pid", "net", "mnt", "ipc", "uts"])
        {
            if (new FileInfo($"/proc/self/ns/{name}").LinkTarget is { } target)
                namespaces[name] = target;
        }

        return namespaces;
    }
}
