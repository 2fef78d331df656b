using LurkBot.Sessions;
using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Storage;

/// <summary>The settings of how a session takes messages and when it rests.</summary>
internal static class SessionSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<SessionOptions>[] All =
    [
        new("LURKBOT_SESSION_TIMEOUT", "3600", "seconds, 1 to 315360000", "How long after its last use a session counts as idle.",
            (options, text) => Seconds(text, 1, 315_360_000, value => options.Timeout = value)),
        new("LURKBOT_SESSION_PERSISTENCE", "true", "true or false", "Whether conversations are written to disk.",
            (options, text) => Boolean(text, value => options.Persistence = value)),
        new("LURKBOT_SESSION_LOCKING", "true", "true or false", "Whether a turn holds its session against other processes.",
            (options, text) => Boolean(text, value => options.Locking = value)),
        new("LURKBOT_SESSION_LOCK_TIMEOUT", "30", "seconds, 0 to 86400", "How long a message waits for another turn of its session.",
            (options, text) => Seconds(text, 0, 86_400, value => options.LockTimeout = value)),
        new("LURKBOT_QUEUE_MODE", "collect", "collect, queue, interrupt or steer", "What happens with a message that comes while its session answers another one.", ApplyQueueMode),
        new("LURKBOT_PENDING_MAX_AGE", "86400", "seconds, 60 to 31536000", "How long a message may wait for its answer before it ends unanswered.",
            (options, text) => Seconds(text, 60, 31_536_000, value => options.PendingMaxAge = value)),
    ];

    private static bool ApplyQueueMode(SessionOptions options, string text)
    {
        var mode = QueueModeExtensions.Parse(text);
        options.QueueMode = mode ?? options.QueueMode;
        return mode is not null;
    }
}
