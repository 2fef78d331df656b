namespace LurkBot.Entries;

/// <summary>The kinds of system entries.</summary>
internal static class SystemKinds
{
    /// <summary>A summary stands for a range of entries.</summary>
    public const string Summary = "summary";

    /// <summary>Tool results of a range of entries are shown to the model shortened from here on.</summary>
    public const string Shorten = "shorten";

    /// <summary>A range of entries stays before the model's eyes.</summary>
    public const string Pin = "pin";

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

    /// <summary>The turn that is running is asked to stop.</summary>
    public const string Stop = "stop";

    /// <summary>A tool call waits for approval, or was approved or refused.</summary>
    public const string Approval = "approval";

    /// <summary>A file of an earlier message arrived or failed to.</summary>
    public const string Attachment = "attachment";

    /// <summary>A message was edited or deleted by its sender.</summary>
    public const string Correction = "correction";

    /// <summary>The session's title.</summary>
    public const string Title = "title";

    /// <summary>Something to remember about a person or a group.</summary>
    public const string Fact = "fact";

    /// <summary>An erased entry, of which only the id is left.</summary>
    public const string Tombstone = "tombstone";
}
