namespace LurkBot.Channels.Wire;

/// <summary>How many sessions may begin in a day: Discord resets the token of a bot that begins more (CHANNELS D4).</summary>
internal sealed record DiscordStartLimit(int Total, int Remaining, long ResetAfter, int MaxConcurrency)
{
    private const int LeastLeft = 50;

    /// <summary>Whether so few are left that none begins until there are more.</summary>
    public bool IsSpent => Remaining <= 0 || Remaining < Math.Min(LeastLeft, Total / 2);

    /// <summary>Whether something uses them up.</summary>
    public bool IsLow => Remaining < Total / 4;

    /// <summary>When there are all of them again.</summary>
    public TimeSpan Resets => TimeSpan.FromMilliseconds(Math.Clamp(ResetAfter, 1000, 86_400_000));
}
