namespace LurkBot.Storage;

/// <summary>How the file store treats its files.</summary>
public sealed class FileStoreOptions
{
    /// <summary>Whether a turn holds its session, so that other processes wait. Each append is atomic either way.</summary>
    /// <value>Default: true.</value>
    public bool Locking { get; init; } = true;

    /// <summary>When writes are synced.</summary>
    /// <value>Default: <see cref="SessionSync.Step"/>.</value>
    public SessionSync Sync { get; init; } = SessionSync.Step;

    /// <summary>Whether a torn end is cut off when a file is opened; without it the file counts as damaged.</summary>
    /// <value>Default: true.</value>
    public bool RepairsTornEnds { get; init; } = true;

    /// <summary>Called with a sentence for the user when the torn end of a file was cut off.</summary>
    /// <value>Default: null.</value>
    public Action<string>? OnRepair { get; init; }
}
