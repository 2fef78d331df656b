using System.Globalization;
using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Sandboxes;

/// <summary>The settings of the sandbox.</summary>
internal static class SandboxSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<SandboxOptions>[] All =
    [
        new("LURKBOT_GROUP_SANDBOX", "true", "true or false", "Whether the tools of groups and topics run in a sandbox.",
            (options, text) => Boolean(text, value => options.Group = value)),
        new("LURKBOT_DM_SANDBOX", "true", "true or false", "Whether the tools of direct chats with others than the owner run in a sandbox.",
            (options, text) => Boolean(text, value => options.Dm = value)),
        new("LURKBOT_MAIN_SANDBOX", "false", "true or false", "Whether the tools of direct chats with the owner run in a sandbox.",
            (options, text) => Boolean(text, value => options.Main = value)),
        new("LURKBOT_SANDBOX_BACKEND", "auto", "auto, bubblewrap or docker", "What runs sandboxed commands: bubblewrap, or containers of Docker or Podman.", ApplyBackend),
        new("LURKBOT_SANDBOX_IMAGE", null, "an image's name, such as docker.io/library/debian:stable-slim", "The image of the containers that run sandboxed commands.", ApplyImage),
        new("LURKBOT_SANDBOX_MEMORY_LIMIT", "512m", "a size from 16m to 1t, such as 512m or 2g", "The memory of one sandboxed command.",
            (options, text) => Size(text, 16L << 20, 1L << 40, value => options.MemoryLimit = value)),
        new("LURKBOT_SANDBOX_CPU_LIMIT", "1", "a number of cores, 0.01 to 1024", "The processor cores of one sandboxed command.", ApplyCpu),
        new("LURKBOT_SANDBOX_NETWORK", "false", "true or false", "Whether sandboxed commands reach the internet.",
            (options, text) => Boolean(text, value => options.Network = value)),
        new("LURKBOT_SANDBOX_TIMEOUT", "60", "seconds, 1 to 86400", "How long one sandboxed command may run.",
            (options, text) => Seconds(text, 1, 86_400, value => options.Timeout = value)),
        new("LURKBOT_SANDBOX_PIDS", "64", "a number, 4 to 100000", "The processes and threads of one sandboxed command.",
            (options, text) => Number(text, 4, 100_000, value => options.Processes = value)),
        new("LURKBOT_SANDBOX_DISK", "1g", "a size from 1m to 100t, such as 500m or 1g", "How much a session's workspace may hold.",
            (options, text) => Size(text, 1L << 20, 100L << 40, value => options.Disk = value)),
        new("LURKBOT_SANDBOX_FILES", "100000", "a number, 100 to 100000000", "How many files and folders a session's workspace may hold.",
            (options, text) => Number(text, 100, 100_000_000, value => options.Files = value)),
    ];

    private static bool ApplyBackend(SandboxOptions options, string text)
    {
        SandboxBackend? backend = text.ToUpperInvariant() switch
        {
            "AUTO" => SandboxBackend.Auto,
            "BUBBLEWRAP" => SandboxBackend.Bubblewrap,
            "DOCKER" => SandboxBackend.Docker,
            _ => null,
        };
        options.Backend = backend ?? options.Backend;
        return backend is not null;
    }

    /// <summary>The characters of image names, so that commands that name one can be copied as they are.</summary>
    private static bool ApplyImage(SandboxOptions options, string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/' or ':' or '@'))
                return false;
        }

        options.Image = text;
        return text.Length is > 0 and <= 512 && char.IsAsciiLetterOrDigit(text[0]);
    }

    private static bool ApplyCpu(SandboxOptions options, string text)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is not (>= 0.01 and <= 1024))
            return false;
        options.CpuLimit = value;
        return true;
    }
}
