namespace LurkBot.Channels;

/// <summary>The lane of one session of a platform: its turns run one after the other.</summary>
internal sealed class TurnLane
{
    /// <summary>Whether something is to be looked at.</summary>
    public bool IsAwake { get; set; }

    /// <summary>Whether a turn is under way.</summary>
    public bool HasBegun { get; set; }

    /// <summary>How many turns are over.</summary>
    public int Ended { get; set; }

    /// <summary>Whether it waits, behind another turn or to try again.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Whether its turn has not ended.</summary>
    public bool IsLeft { get; set; }

    /// <summary>What runs it.</summary>
    public Task? Task { get; set; }
}
