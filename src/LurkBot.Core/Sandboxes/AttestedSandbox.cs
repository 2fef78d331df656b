using System.Net;
using System.Net.Sockets;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>
/// Runs nothing until a backend has been seen to hold its limits: at the first use, it is tried from inside (invariant 8). The proof is
/// kept in the home.
/// </summary>
/// <param name="backends">The backends that may be used; the first that holds is. At least one.</param>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="time">The clock.</param>
internal sealed class AttestedSandbox(IReadOnlyList<SandboxChoice> backends, string home, TimeProvider time) : ISandbox, IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private ISandbox? chosen;
    private SandboxProof? proof;

    /// <summary>Whether commands are to have the internet; then it is tried with it.</summary>
    public bool Network { get; init; }

    /// <summary>Has no other backend than one.</summary>
    /// <param name="backend">It.</param>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="time">The clock.</param>
    public AttestedSandbox(ISandbox backend, string home, TimeProvider time)
        : this([new SandboxChoice(backend.Name, () => backend)], home, time)
    {
    }

    /// <summary>The backend that is used; until one was tried, the first that will be.</summary>
    public string Name => chosen?.Name ?? backends[0].Name;

    /// <summary>What holds each limit; empty until a backend was tried.</summary>
    public IReadOnlyList<LimitEnforcement> Holders => proof?.Holders ?? chosen?.Holders ?? [];

    /// <inheritdoc/>
    public async Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        var seen = await ProveAsync(cancellationToken);
        if (!seen.Held)
        {
            var broken = seen.Checks.Where(check => !check.Held).Select(check => $"{check.Name} ({check.Detail})");
            throw new SandboxException($"The {Name} sandbox does not hold, so nothing was run: {string.Join("; ", broken)}. See: lurkbot doctor");
        }

        return await chosen!.RunAsync(command, cancellationToken);
    }

    /// <summary>Tries the backends, once, until one holds; the outcome is kept in the home.</summary>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>What was seen of the backend that holds, or else of the first that could be tried.</returns>
    /// <exception cref="SandboxException">None can run anything.</exception>
    public async Task<SandboxProof> ProveAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return proof ??= await ChooseAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (chosen as IDisposable)?.Dispose();
        gate.Dispose();
    }

    private async Task<SandboxProof> ChooseAsync(CancellationToken cancellationToken)
    {
        SandboxProof? first = null;
        var problems = new List<SandboxException>();
        foreach (var backend in backends)
        {
            try
            {
                var sandbox = backend.Make();
                var seen = await TryAsync(sandbox, cancellationToken);
                if (seen.Held || first is null)
                {
                    (chosen as IDisposable)?.Dispose();
                    (chosen, first) = (sandbox, seen);
                }
                else
                {
                    (sandbox as IDisposable)?.Dispose();
                }

                if (seen.Held)
                    break;
            }
            catch (SandboxException e)
            {
                problems.Add(backends.Count == 1 ? e : new SandboxException($"{backend.Name}: {e.Message}", e));
            }
        }

        if (first is null)
            throw problems.Count == 1 ? problems[0] : new SandboxException(string.Join(" ", problems.Select(problem => problem.Message)), problems[0]);
        SandboxProofFile.Write(home, first);
        return first;
    }

    private async Task<SandboxProof> TryAsync(ISandbox inner, CancellationToken cancellationToken)
    {
        var name = $"probe-{Guid.NewGuid():N}";
        var secret = Path.Combine(home, name);
        var workspace = Path.Combine(home, "workspaces", name);
        HomeFolder.Create(home);
        await File.WriteAllTextAsync(secret, name, cancellationToken);
        List<TcpListener> listeners = [new(IPAddress.Loopback, 0), .. Besides().Select(address => new TcpListener(address, 0))];
        try
        {
            listeners.ForEach(listener => listener.Start());
            var ends = listeners.ConvertAll(listener => (IPEndPoint)listener.LocalEndpoint);
            var (probe, limits) = (new SandboxProbe(secret, ends[0].Port, Namespaces(), ends[1..]) { Network = Network }, SandboxProbe.Limits with { Network = Network });
            var trials = await Task.WhenAll(
                inner.RunAsync(new SandboxCommand { Script = probe.Script, Workspace = workspace, Limits = limits }, cancellationToken),
                inner.RunAsync(new SandboxCommand { Script = SandboxProbe.MemoryScript, Workspace = workspace, Limits = limits }, cancellationToken),
                inner.RunAsync(new SandboxCommand { Script = SandboxProbe.KernelScript, Workspace = workspace, Limits = SandboxProbe.KernelLimits with { Network = Network } }, cancellationToken));
            var (result, memory, kernel) = (trials[0], trials[1], trials[2]);
            var isHere = File.Exists(Path.Combine(workspace, SandboxProbe.File));
            // What was not measured is not claimed.
            var holders = inner.Holders.Where(holder => holder.Limit is not SandboxProbe.KernelMemory || SandboxProbe.IsMeasured(kernel)).ToList();
            return new SandboxProof(inner.Name, time.GetUtcNow(), holders, probe.Judge(result.OutputText(), memory, kernel, listeners.Exists(listener => listener.Pending()), isHere));
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
            File.Delete(secret);
            if (Directory.Exists(workspace))
                Directory.Delete(workspace, recursive: true);
        }
    }

    /// <summary>An address of this machine besides its loopback, where it has one: what listens there is as much its own.</summary>
    private IEnumerable<IPAddress> Besides() => !Network ? [] : SandboxNetwork.Own().Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)).Take(1);

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
