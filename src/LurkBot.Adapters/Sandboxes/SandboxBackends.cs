using LurkBot.Configuration;
using LurkBot.Sandboxes.Bubblewrap;
using LurkBot.Sandboxes.Limits;

namespace LurkBot.Sandboxes;

/// <summary>Makes the sandbox that the settings ask for.</summary>
public static class SandboxBackends
{
    /// <summary>Finds the backend; nothing is tried before its first use.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <returns>A sandbox that runs nothing until it has been seen to hold.</returns>
    /// <exception cref="SandboxException">There is none; the message says how to get one.</exception>
    public static AttestedSandbox Create(LurkBotOptions options, TimeProvider time) =>
        OperatingSystem.IsLinux()
            ? new AttestedSandbox(new BubblewrapSandbox(LimitMechanisms.Find(), time), options.Home, time)
            : throw new SandboxException("There is no sandbox for this system yet: bubblewrap runs on Linux only.");
}
