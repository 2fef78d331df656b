namespace LurkBot.Configuration;

/// <summary>Which backend runs sandboxed commands.</summary>
public enum SandboxBackend
{
    /// <summary>The best that this machine has.</summary>
    Auto,

    /// <summary>Bubblewrap.</summary>
    Bubblewrap,
}
