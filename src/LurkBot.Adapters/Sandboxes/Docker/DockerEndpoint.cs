namespace LurkBot.Sandboxes;

/// <summary>Where an engine that speaks Docker's language may listen on this machine. Pure.</summary>
internal static class DockerEndpoint
{
    private const string Scheme = "unix://";

    /// <summary>Looks where Docker's own tools look, then where Podman listens.</summary>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="exists">Whether a path is there.</param>
    /// <returns>The sockets to try, in this order; at least one.</returns>
    /// <exception cref="SandboxException">There is none that can be used.</exception>
    public static IReadOnlyList<string> Find(Func<string, string?> variable, Func<string, bool> exists)
    {
        if (variable("DOCKER_HOST") is { Length: > 0 } host)
        {
            return host.StartsWith(Scheme + '/', StringComparison.Ordinal)
                ? [host[Scheme.Length..]]
                : throw new SandboxException($"DOCKER_HOST={host} is no socket of this machine. Containers get a folder of this machine, so the engine must run on it: set DOCKER_HOST=unix:///var/run/docker.sock") { Mend = "unset DOCKER_HOST" };
        }

        string?[] usual = ["/var/run/docker.sock", variable("XDG_RUNTIME_DIR") is { Length: > 0 } folder ? folder + "/podman/podman.sock" : null, "/run/podman/podman.sock"];
        var there = usual.Where(path => path is not null && exists(path)).Select(path => path!).ToList();
        return there.Count > 0 ? there : throw DockerAdvice.NothingListens("/var/run/docker.sock or Podman's podman.sock");
    }

    /// <summary>Looks on this machine.</summary>
    /// <exception cref="SandboxException">There is none that can be used.</exception>
    public static IReadOnlyList<string> Find() => Find(Environment.GetEnvironmentVariable, File.Exists);
}
