namespace LurkBot.Sandboxes;

/// <summary>One command for a sandbox.</summary>
internal sealed record SandboxCommand
{
    /// <summary>The shell script to run; any length.</summary>
    public required string Script { get; init; }

    /// <summary>The folder that the command sees as <c>/workspace</c> and may change; absolute. It is made (0700) if it is not there.</summary>
    public required string Workspace { get; init; }

    /// <summary>Whether the command may only read the workspace, which must be there: a mount that is read only.</summary>
    /// <value>Default: false.</value>
    public bool IsReadOnly { get; init; }

    /// <summary>What the command may use.</summary>
    public required SandboxLimits Limits { get; init; }

    /// <summary>What the command reads from its standard input.</summary>
    /// <value>Default: nothing.</value>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Whether the error stream is kept apart; else it is in the output, in the order in which it was written.</summary>
    /// <value>Default: false.</value>
    public bool SeparateErrors { get; init; }

    /// <summary>The most bytes kept of each stream.</summary>
    /// <value>Default: 1 MiB.</value>
    public int MaximumOutput { get; init; } = 1024 * 1024;
}
