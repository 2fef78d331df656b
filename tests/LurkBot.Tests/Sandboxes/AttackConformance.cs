using System.Net;
using System.Net.Sockets;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Invariant 8: what no backend may let a command do, tried by real commands beside a process that has something to hide. Each attack is tried again
/// without what protects against it, and must then succeed: one that cannot succeed proves nothing.</summary>
public abstract class AttackConformance : IDisposable
{
    /// <summary>How many seconds an attack goes on that is only looked at every now and then: it is seen sooner or later.</summary>
    private protected const int Patience = 20;

    private static readonly SandboxLimits Small = new() { Memory = 64L << 20, Processes = 20, Disk = 8L << 20, Timeout = TimeSpan.FromSeconds(30) };

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Socket local = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string localName = $"lurkbot-{Guid.NewGuid():N}";
    private readonly Descriptor opened;

    protected AttackConformance()
    {
        listener.Start();
        if (OperatingSystem.IsLinux())
        {
            local.Bind(new UnixDomainSocketEndPoint("\0" + localName));
            local.Listen();
        }

        var file = Path.Combine(Home.Path, SandboxAttacks.Secret);
        File.WriteAllText(file, SandboxAttacks.Secret);
        // Left open for children, as a careless library leaves it.
        const int DuplicateAbove = 0;
        using var low = new Descriptor(OperatingSystem.IsLinux() ? SystemCalls.Open(file, 0) : -1);
        opened = new Descriptor(OperatingSystem.IsLinux() ? SystemCalls.Control(low.Number, DuplicateAbove, 100) : -1);
        Environment.SetEnvironmentVariable("LURKBOT_TEST_VARIABLE", SandboxAttacks.Secret);
    }

    private protected SandboxHome Home { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs several attacks in one command.</summary>
    /// <returns>Those that succeeded, in their order.</returns>
    private protected async Task<List<string>> TryTogetherAsync(IReadOnlyList<string> attacks, ISandbox sandbox)
    {
        var script = string.Concat(attacks.Select((attack, i) => $"echo; echo begin {i}; (\n{SandboxAttacks.All[attack]}\n)\n")) + "echo; echo end";
        var result = await TryAsync(script, sandbox, patience: 0);
        var parts = result.OutputText().Split("\nbegin ");
        Assert.True(parts.Length == attacks.Count + 1 && parts[^1].EndsWith("\nend\n", StringComparison.Ordinal), $"{result.End}: {result.OutputText()}");
        return [.. attacks.Where((_, i) => parts[i + 1].Contains("BROKEN", StringComparison.Ordinal))];
    }

    private protected Task<SandboxResult> TryAsync(string attack, ISandbox sandbox, int patience)
    {
        var script = attack
            .Replace("$PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal)
            .Replace("$LOCAL", localName, StringComparison.Ordinal)
            .Replace("$PATIENCE", $"{patience}", StringComparison.Ordinal)
            .Replace("$HOST", $"{Environment.ProcessId}", StringComparison.Ordinal);
        return Home.RunAsync(script, Small, sandbox);
    }

    protected virtual void Dispose(bool isDisposing)
    {
        opened.Dispose();
        local.Dispose();
        listener.Dispose();
        Home.Dispose();
    }
}
