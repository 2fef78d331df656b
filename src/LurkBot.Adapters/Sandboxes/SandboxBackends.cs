using System.Runtime.Versioning;
using LurkBot.Configuration;

namespace LurkBot.Sandboxes;

/// <summary>Makes the sandbox that the settings ask for.</summary>
internal static class SandboxBackends
{
    /// <summary>Finds the backends that may be used; nothing is tried before the first use.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <returns>A sandbox that runs nothing until it has been seen to hold.</returns>
    /// <exception cref="SandboxException">There is none for this system.</exception>
    public static AttestedSandbox Create(LurkBotOptions options, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
            throw new SandboxException("There is no sandbox for this system yet: bubblewrap and the use of Docker and Podman are for Linux only.");
        SandboxChoice[] choices = options.Sandbox.Backend switch
        {
            SandboxBackend.Bubblewrap => [Bubblewrap(options, time)],
            SandboxBackend.Docker => [Docker(options, time)],
            _ when options.Sandbox.Image is not null => [Bubblewrap(options, time), Docker(options, time)],
            _ => [Bubblewrap(options, time)],
        };
        return new AttestedSandbox(choices, options.Home, time) { Network = options.Sandbox.Network };
    }

    [SupportedOSPlatform("linux")]
    private static SandboxChoice Bubblewrap(LurkBotOptions options, TimeProvider time) => new("bubblewrap", () => new BubblewrapSandbox(LimitMechanisms.Find(), options.Sandbox.Network, time));

    [SupportedOSPlatform("linux")]
    private static SandboxChoice Docker(LurkBotOptions options, TimeProvider time) => new("docker", () => new DockerSandbox(DockerEndpoint.Find(), options.Sandbox.Image, options.Home, time));
}
