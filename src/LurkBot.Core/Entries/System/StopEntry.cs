namespace LurkBot.Entries;

/// <summary>Asks the process that runs a turn to stop it; appended without the turn's lease.</summary>
public sealed record StopEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Stop;

    /// <summary>The id of the turn; null when none was running.</summary>
    public long? Stops { get; init; }

    /// <summary>Whether messages that wait are cancelled too.</summary>
    public bool All { get; init; }
}
