namespace LurkBot.Sandboxes;

/// <summary>What protects the host from a command in a container. Tests take one away to see that it is what protects.</summary>
[Flags]
internal enum DockerProtections
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The command is not root inside.</summary>
    OwnUser = 1,

    /// <summary>It has no capabilities.</summary>
    NoCapabilities = 2,

    /// <summary>Programs give it no other user's rights.</summary>
    NoNewPrivileges = 4,

    /// <summary>Dangerous system calls are refused.</summary>
    Seccomp = 8,

    /// <summary>It sees only its own processes.</summary>
    OwnProcesses = 16,

    /// <summary>It has no network but its own loopback.</summary>
    OwnNetwork = 32,

    /// <summary>The image cannot be written.</summary>
    ReadOnlyRoot = 64,

    /// <summary>Temporary folders have a size.</summary>
    SizedTemporary = 128,

    /// <summary>No file grows beyond the disk limit.</summary>
    FileSize = 256,

    /// <summary>The workspace is watched.</summary>
    WatchedWorkspace = 512,

    /// <summary>Memory, processes and processor are bounded.</summary>
    Limits = 1024,

    /// <summary>The engine's proxies are taken out of the environment.</summary>
    NoProxies = 2048,

    /// <summary>It sees none of the host's files but the workspace.</summary>
    OwnRoot = 4096,

    /// <summary>It sees made-up devices only.</summary>
    OwnDevices = 8192,

    /// <summary>The kernel's settings cannot be written; engines see to that by themselves.</summary>
    ReadOnlySettings = 16384,

    /// <summary>The machine's own memory is watched.</summary>
    WatchedHost = 32768,

    /// <summary>Everything, as it always is outside of tests.</summary>
    All = 65535,
}
