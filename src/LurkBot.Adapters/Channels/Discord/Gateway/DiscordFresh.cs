namespace LurkBot.Channels;

/// <summary>A session that has just begun: what it tells waits until its servers are known and what was missed before it is taken.</summary>
/// <param name="guilds">The servers that it will tell of.</param>
/// <param name="due">When it waits no longer for them.</param>
internal sealed class DiscordFresh(IEnumerable<Snowflake> guilds, DateTimeOffset due)
{
    private readonly HashSet<Snowflake> missing = [.. guilds];

    /// <summary>When it waits no longer.</summary>
    public DateTimeOffset Due => due;

    /// <summary>Whether all servers are known.</summary>
    public bool IsComplete => missing.Count == 0;

    /// <summary>The servers that are not known yet.</summary>
    public IReadOnlyCollection<Snowflake> Missing => missing;

    /// <summary>What waits, in order.</summary>
    public List<DiscordDispatch> Held { get; } = [];

    /// <summary>A server is known.</summary>
    /// <param name="guild">The server.</param>
    public void Arrived(Snowflake guild) => missing.Remove(guild);
}
