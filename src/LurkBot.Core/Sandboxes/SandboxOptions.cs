namespace LurkBot.Sandboxes;

/// <summary>Where tools of sessions run, and what they may use.</summary>
internal sealed class SandboxOptions
{
    /// <summary>Bytes of memory of one command, swap included.</summary>
    /// <value>Default: 512 MiB. Range 16 MiB to 1 TiB.</value>
    public long MemoryLimit { get; set; } = 512L << 20;

    /// <summary>Processor cores that one command may keep busy.</summary>
    /// <value>Default: 1. Range 0.01 to 1024.</value>
    public double CpuLimit { get; set; } = 1;

    /// <summary>Whether commands reach the internet.</summary>
    /// <value>Default: false.</value>
    public bool Network { get; set; }

    /// <summary>How long one command may run.</summary>
    /// <value>Default: 60 seconds. Range 1 second to 1 day.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Processes and threads of one command at one time.</summary>
    /// <value>Default: 64. Range 4 to 100,000.</value>
    public int Processes { get; set; } = 64;

    /// <summary>Bytes that a session's workspace may hold.</summary>
    /// <value>Default: 1 GiB. Range 1 MiB to 100 TiB.</value>
    public long Disk { get; set; } = 1L << 30;

    /// <summary>Files and folders that a session's workspace may hold.</summary>
    /// <value>Default: 100,000. Range 100 to 100,000,000.</value>
    public int Files { get; set; } = 100_000;

    /// <summary>Which backend runs sandboxed commands.</summary>
    /// <value>Default: <see cref="SandboxBackend.Auto"/>.</value>
    public SandboxBackend Backend { get; set; }

    /// <summary>The image of the containers that run commands, where Docker or Podman does.</summary>
    /// <value>Default: none.</value>
    public string? Image { get; set; }

    /// <summary>Whether the tools of groups and topics run in a sandbox.</summary>
    /// <value>Default: true.</value>
    public bool Group { get; set; } = true;

    /// <summary>Whether the tools of direct chats with others than the owner run in a sandbox.</summary>
    /// <value>Default: true.</value>
    public bool Dm { get; set; } = true;

    /// <summary>Whether the tools of direct chats with the owner run in a sandbox.</summary>
    /// <value>Default: false.</value>
    public bool Main { get; set; }
}
