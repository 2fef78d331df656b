namespace LurkBot.Tools;

/// <summary>How subagents run.</summary>
internal sealed class SubagentOptions
{
    /// <summary>The most subagents that run at the same time; others wait.</summary>
    /// <value>Default: 3. Range 1 to 32.</value>
    public int MaxRunning { get; set; } = 3;

    /// <summary>How long a subagent may run.</summary>
    /// <value>Default: 5 minutes. Range 1 second to 1 day.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The model of subagents that neither their call nor their definition names one for; may be an alias.</summary>
    /// <value>Default: null, that of the session that starts them.</value>
    public string? Model { get; set; }

    /// <summary>How many subagents may wait for others to end.</summary>
    public int MaxWaiting => MaxRunning * 4;

    /// <summary>How long a session waits for a subagent at most: its time, and that of those before it.</summary>
    /// <param name="timeout">The subagent's time.</param>
    public TimeSpan WaitFor(TimeSpan timeout) => timeout + (Timeout * 5) + TimeSpan.FromMinutes(1);
}
