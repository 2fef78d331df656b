namespace LurkBot.Sandboxes;

/// <summary>Which backend runs sandboxed commands.</summary>
internal enum SandboxBackend
{
    /// <summary>Bubblewrap where it holds, else Docker if an image is named.</summary>
    Auto,

    /// <summary>Bubblewrap.</summary>
    Bubblewrap,

    /// <summary>Docker, Podman or whatever else speaks Docker's language, with <see cref="SandboxOptions.Image"/>.</summary>
    Docker,
}
