namespace LurkBot.Sandboxes;

/// <summary>What protects the host from a command. Tests take one away to see that it is what protects.</summary>
[Flags]
internal enum Protections
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The sandbox is started from an empty environment.</summary>
    EmptyEnvironment = 1,

    /// <summary>It is started without root's rights.</summary>
    DroppedRights = 2,

    /// <summary>Open files of this process stay here.</summary>
    ClosedFiles = 4,

    /// <summary>Dangerous system calls are refused.</summary>
    Seccomp = 8,

    /// <summary>The command sees only its own processes.</summary>
    OwnProcesses = 16,

    /// <summary>It has no network but its own loopback.</summary>
    OwnNetwork = 32,

    /// <summary>It sees none of the host's files but the system's programs.</summary>
    OwnRoot = 64,

    /// <summary>The root and the devices cannot be written.</summary>
    ReadOnlyRoot = 128,

    /// <summary>The system's programs cannot be written.</summary>
    ReadOnlyPrograms = 256,

    /// <summary>Temporary folders have a size.</summary>
    SizedTemporary = 512,

    /// <summary>No file grows beyond the disk limit.</summary>
    FileSize = 1024,

    /// <summary>The workspace is watched.</summary>
    WatchedWorkspace = 2048,

    /// <summary>No namespaces inside.</summary>
    NoNestedUsers = 4096,

    /// <summary>The internet is all that a command with a network reaches.</summary>
    PublicNetworkOnly = 8192,

    /// <summary>The command has no capabilities, not even over its own namespaces.</summary>
    NoCapabilities = 16384,

    /// <summary>It sees made-up devices only.</summary>
    OwnDevices = 32768,

    /// <summary>It has no terminal.</summary>
    OwnSession = 65536,

    /// <summary>The machine's own memory is watched.</summary>
    WatchedHost = 131072,

    /// <summary>Everything, as it always is outside of tests.</summary>
    All = 262143,
}
