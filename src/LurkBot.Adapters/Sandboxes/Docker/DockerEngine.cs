using Docker.DotNet;

namespace LurkBot.Sandboxes;

/// <summary>An engine that answers.</summary>
/// <param name="Client">Speaks to it.</param>
/// <param name="Socket">Where it listens.</param>
/// <param name="IsPodman">Whether it is Podman.</param>
/// <param name="IsRootless">Whether it runs as an ordinary user.</param>
/// <param name="Version">Such as <c>Podman 4.3.1</c>.</param>
/// <param name="Groups">The control groups that it uses: <c>cgroup v1</c> or <c>cgroup v2</c>.</param>
internal sealed record DockerEngine(DockerClient Client, string Socket, bool IsPodman, bool IsRootless, string Version, string Groups) : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    /// <summary>Asks one after the other until one answers.</summary>
    /// <param name="sockets">Where engines may listen; at least one.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="SandboxException">None can be used.</exception>
    public static async Task<DockerEngine> ConnectAsync(IReadOnlyList<string> sockets, CancellationToken cancellationToken)
    {
        SandboxException? first = null;
        foreach (var socket in sockets)
        {
            DockerClient? client = null;
            try
            {
                using var configuration = new DockerClientConfiguration(new Uri("unix://" + socket), defaultTimeout: AnswerWithin);
                client = configuration.CreateClient();
                var engine = await AskAsync(client, socket, cancellationToken);
                client = null;
                return engine;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not SandboxException)
            {
                first ??= DockerAdvice.Unusable(socket, e);
            }
            finally
            {
                client?.Dispose();
            }
        }

        throw first!;
    }

    /// <summary>Looks whether an image can be used.</summary>
    /// <param name="image">Its name.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="SandboxException">It cannot.</exception>
    public async Task CheckImageAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            var found = await Client.Images.InspectImageAsync(image, cancellationToken);
            if (found.Config?.Volumes is { Count: > 0 } volumes)
                throw new SandboxException($"The image {image} has volumes ({string.Join(", ", volumes.Keys)}), which no limit bounds. Use another one: LURKBOT_SANDBOX_IMAGE") { Mend = "LURKBOT_SANDBOX_IMAGE=docker.io/library/debian:stable-slim" };
        }
        catch (DockerApiException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            throw DockerAdvice.NoImage(image, IsPodman);
        }
    }

    public void Dispose() => Client.Dispose();

    private static async Task<DockerEngine> AskAsync(DockerClient client, string socket, CancellationToken cancellationToken)
    {
        // Both take a while: some engines ask programs of theirs.
        var (asked, told) = (client.System.GetVersionAsync(cancellationToken), client.System.GetSystemInfoAsync(cancellationToken));
        await Task.WhenAll(asked, told);
        var (version, facts) = (await asked, await told);
        var isPodman = version.Components?.Any(component => component.Name.StartsWith("Podman", StringComparison.Ordinal)) ?? false;
        var isRootless = facts.SecurityOptions?.Any(option => option.Contains("rootless", StringComparison.Ordinal)) ?? false;
        if (facts.OSType is not "linux")
            throw new SandboxException($"The engine at {socket} runs no Linux containers.") { Mend = "unset DOCKER_HOST" };
        if (isRootless && !isPodman)
            throw new SandboxException($"The engine at {socket} is Docker without root, whose containers cannot share a folder with you alone. Use Podman: systemctl --user start podman.socket") { Mend = "systemctl --user start podman.socket" };
        return new DockerEngine(client, socket, isPodman, isRootless, $"{(isPodman ? "Podman" : "Docker")} {version.Version}", facts.CgroupVersion is "2" ? "cgroup v2" : "cgroup v1");
    }
}
