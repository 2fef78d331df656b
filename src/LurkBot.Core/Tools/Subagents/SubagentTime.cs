using System.Globalization;

namespace LurkBot.Tools;

/// <summary>What is said where a subagent's time was over: what happened, after how long, and which setting changes it.</summary>
internal static class SubagentTime
{
    /// <summary>Why a subagent was stopped that had run as long as it may.</summary>
    /// <param name="timeout">How long that is.</param>
    /// <param name="most">How long any may run.</param>
    public static string Over(TimeSpan timeout, TimeSpan most) => timeout < most
        ? string.Create(CultureInfo.InvariantCulture, $"It was stopped after {timeout.TotalSeconds:0.###} s, the timeout of this call. A call may set timeout to at most {most.TotalSeconds:0.###} (LURKBOT_SUBAGENT_TIMEOUT).")
        : string.Create(CultureInfo.InvariantCulture, $"It was stopped after {timeout.TotalSeconds:0.###} s, the longest that a subagent may run. The owner sets that with LURKBOT_SUBAGENT_TIMEOUT.");

    /// <summary>Why a subagent was stopped for which its parent waited as long as it may: it stood in line for most of that.</summary>
    /// <param name="waited">How long that is.</param>
    public static string WaitOver(TimeSpan waited) =>
        string.Create(CultureInfo.InvariantCulture, $"It was stopped: no result came within {waited.TotalSeconds:0.###} s, its own time and that of the subagents before it in line. The owner sets both with LURKBOT_SUBAGENT_TIMEOUT and LURKBOT_MAX_SUBAGENTS.");
}
