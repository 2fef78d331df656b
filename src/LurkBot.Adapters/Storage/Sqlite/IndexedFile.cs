namespace LurkBot.Storage;

/// <summary>What the index knows of a session file. A class: a dictionary of structures is compiled anew at each start.</summary>
/// <param name="number">Its row.</param>
/// <param name="name">Its path below the home folder.</param>
/// <param name="stamp">What the file looked like when it was read; empty when it must be read again.</param>
/// <param name="problem">Why it could not be read.</param>
internal sealed class IndexedFile(long number, string name, string stamp, string? problem)
{
    public long Number { get; } = number;

    public string Name { get; } = name;

    public string Stamp { get; } = stamp;

    public string? Problem { get; } = problem;

    /// <summary>The last search at which the file was there.</summary>
    public long SeenInRound { get; set; }
}
