using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Storage;

/// <summary>The settings of how sessions are kept on disk.</summary>
internal static class StorageSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<SessionOptions>[] All =
    [
        new("LURKBOT_SESSION_SYNC", "step", "step, turn or off", "When writes are made safe against a power cut.", ApplySync),
        new("LURKBOT_SESSION_ARCHIVE_AFTER", "2592000", "seconds, 1 to 3153600000", "How long after its last message a sweep archives a session.",
            (options, text) => Seconds(text, 1, 3_153_600_000, value => options.ArchiveAfter = value)),
        new("LURKBOT_SESSION_MAX_DISK", null, "a size such as 500m or 10g", "How much disk sessions may take before a sweep archives the oldest.",
            (options, text) => Size(text, 1, long.MaxValue, value => options.MaximumDisk = value)),
    ];

    private static bool ApplySync(SessionOptions options, string text)
    {
        SessionSync? sync = text switch
        {
            "step" => SessionSync.Step,
            "turn" => SessionSync.Turn,
            "off" => SessionSync.Off,
            _ => null,
        };
        options.Sync = sync ?? options.Sync;
        return sync is not null;
    }
}
