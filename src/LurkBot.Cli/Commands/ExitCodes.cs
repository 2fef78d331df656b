namespace LurkBot.Cli.Commands;

/// <summary>What the process returns; documented in docs/sessions.md.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Something failed; the error stream says what.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There is no such session.</summary>
    public const int NotFound = 3;

    /// <summary>Another turn holds the session.</summary>
    public const int Busy = 4;

    /// <summary>A budget is used up; the session pauses.</summary>
    public const int Paused = 5;

    /// <summary>The message is accepted, but another turn holds the session; it will be answered.</summary>
    public const int Accepted = 6;

    /// <summary>The session that was asked has not answered in time.</summary>
    public const int TimedOut = 7;

    /// <summary>The session that was asked waits for an approval.</summary>
    public const int WaitsForApproval = 8;

    /// <summary>Stopped with Ctrl-C.</summary>
    public const int Cancelled = 130;
}
