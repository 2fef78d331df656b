using LurkBot.Sessions;

namespace LurkBot.Turns;

/// <summary>Which messages a process answers, and how.</summary>
internal sealed class SessionRunnerOptions
{
    /// <summary>Whether this process answers messages whose reply goes to an address.</summary>
    /// <value>Default: those of the command line, and those of other sessions.</value>
    public Func<ReplyAddress, bool> Serves { get; init; } = address => address.Channel is "cli" or "session";

    /// <summary>What happens with a message that comes while a turn runs, in a session that does not say it itself.</summary>
    /// <value>Default: <see cref="QueueMode.Collect"/>.</value>
    public QueueMode QueueMode { get; init; }

    /// <summary>How long a message waits before it ends unanswered.</summary>
    /// <value>Default: 24 hours.</value>
    public TimeSpan PendingMaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>So many waiting messages a turn takes at most; older ones end unanswered (RULES LE9). A message in several parts is never cut.</summary>
    /// <value>Default: 50.</value>
    public int MostTogether { get; init; } = 50;

    /// <summary>How often a running turn looks for a stop or for messages that steer it.</summary>
    /// <value>Default: 250 milliseconds.</value>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether a turn that a killed process left goes on by itself, for a reply address; else it ends as interrupted.</summary>
    /// <value>Default: all but the command line's.</value>
    public Func<ReplyAddress, bool> GoesOn { get; init; } = address => address.Channel is not "cli";

    /// <summary>Cancelled when the process lets no new turn begin; the turn under way may end.</summary>
    /// <value>Default: never.</value>
    public CancellationToken Closing { get; init; }

    /// <summary>Cancelled when the process leaves the turn under way to its next start: that attempt is not counted.</summary>
    /// <value>Default: never.</value>
    public CancellationToken Leaving { get; init; }
}
