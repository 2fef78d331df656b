namespace LurkBot.Storage;

/// <summary>What the index knows of a stored session. A class: a dictionary of structures is compiled anew at each start.</summary>
/// <param name="number">Its row.</param>
/// <param name="name">The store's name for it.</param>
/// <param name="version">The version that was read; empty when it must be read again.</param>
/// <param name="problem">Why it could not be read.</param>
internal sealed class IndexedSession(long number, string name, string version, string? problem)
{
    public long Number { get; } = number;

    public string Name { get; } = name;

    public string Version { get; } = version;

    public string? Problem { get; } = problem;

    /// <summary>The last search that was told of it.</summary>
    public long SeenInRound { get; set; }
}
