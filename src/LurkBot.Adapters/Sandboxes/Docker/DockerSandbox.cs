using System.Runtime.Versioning;
using Docker.DotNet;

namespace LurkBot.Sandboxes;

/// <summary>
/// Runs each command in a container of its own, through Docker's language, which Podman speaks too: what an engine runs inside a container
/// that is there already cannot be killed through it. Safe for use from several threads.
/// </summary>
/// <param name="sockets">Where engines may listen.</param>
/// <param name="image">The image; null if none was named.</param>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="time">The clock.</param>
[SupportedOSPlatform("linux")]
internal sealed class DockerSandbox(IReadOnlyList<string> sockets, string? image, string home, TimeProvider time) : ISandbox, IDisposable
{
    private readonly string image = image ?? throw DockerAdvice.NoImageNamed();
    private readonly SemaphoreSlim gate = new(1, 1);
    private DockerEngine? engine;

    public string Name => "docker";

    public IReadOnlyList<LimitEnforcement> Holders => engine is null ? [] :
    [
        new("memory", engine.Groups, true),
        new("processes", engine.Groups, true),
        new("cpu", engine.Groups, true),
        new("disk", "rlimit of each file and a look at the workspace every 100 ms", false),
        HostMemoryWatch.Holder,
        new("network", "network namespace without interfaces", true),
        new("files", $"container of {image} by {engine.Version} at {engine.Socket}, read-only, seccomp", true),
    ];

    /// <summary>What protects the host: everything, but in tests.</summary>
    internal DockerProtections Protections { get; init; } = DockerProtections.All;

    public async Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (command.Limits.Network)
            throw new SandboxException("A container's network reaches this machine and its neighbours as well as the internet, so nothing was run. Set LURKBOT_SANDBOX_NETWORK=false.");
        var connected = await ConnectAsync(cancellationToken);
        var user = SandboxUser.Prepare(command);
        using var files = DockerFiles.Write(home, command.Script, connected.IsPodman);
        try
        {
            await using var run = new DockerRun(connected.Client, command, time, Protections);
            await run.StartAsync(DockerContainer.Build(connected, image, command, user, files, Protections), cancellationToken);
            return await run.FinishAsync(cancellationToken);
        }
        catch (DockerImageNotFoundException)
        {
            throw DockerAdvice.NoImage(image, connected.IsPodman);
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            throw new SandboxException($"{connected.Version} could not run the command: {DockerErrorText.Of(e)}. See: lurkbot doctor", e);
        }
    }

    public void Dispose()
    {
        engine?.Dispose();
        gate.Dispose();
    }

    private async Task<DockerEngine> ConnectAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (engine is not null)
                return engine;
            var connected = await DockerEngine.ConnectAsync(sockets, cancellationToken);
            try
            {
                await connected.CheckImageAsync(image, cancellationToken);
                await DockerLeftovers.SweepAsync(connected.Client, home, cancellationToken);
                return engine = connected;
            }
            catch (Exception e) when (e is DockerApiException or HttpRequestException)
            {
                throw DockerAdvice.Unusable(connected.Socket, e);
            }
            finally
            {
                if (engine is null)
                    connected.Dispose();
            }
        }
        finally
        {
            gate.Release();
        }
    }
}
