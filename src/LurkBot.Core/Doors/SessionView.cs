using LurkBot.Sessions;

namespace LurkBot.Doors;

/// <summary>A session as a door shows it when a conversation begins.</summary>
/// <param name="Key">The session.</param>
/// <param name="Model">The model of the next turn.</param>
/// <param name="Workspace">Where tools work.</param>
internal sealed record SessionView(SessionKey Key, string Model, string Workspace)
{
    /// <summary>How many messages it holds; zero before the first.</summary>
    public int Messages { get; init; }

    /// <summary>Whether a message or a turn of it waits.</summary>
    public bool HasWaiting { get; init; }

    /// <summary>Whether what is said is kept.</summary>
    /// <value>Default: true.</value>
    public bool IsKept { get; init; } = true;

    /// <summary>What people said in it lately, the oldest first.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<string> Said { get; init; } = [];

    /// <summary>Something to tell about how it was opened, such as that it has another key now; null for nothing.</summary>
    public string? Note { get; init; }
}
