namespace LurkBot.History;

/// <summary>The kinds of system entries.</summary>
public static class SystemKinds
{
    /// <summary>A summary stands for a range of entries.</summary>
    public const string Summary = "summary";

    /// <summary>Settings of the session changed.</summary>
    public const string Settings = "settings";

    /// <summary>What was said before is no longer shown to the model.</summary>
    public const string Clear = "clear";

    /// <summary>An earlier entry is taken back.</summary>
    public const string Undo = "undo";

    /// <summary>The session moved to another state.</summary>
    public const string State = "state";

    /// <summary>Something that the user should know, such as a turn that broke off.</summary>
    public const string Notice = "notice";

    /// <summary>An erased entry, of which only the id is left.</summary>
    public const string Tombstone = "tombstone";
}
