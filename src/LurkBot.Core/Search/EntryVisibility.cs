namespace LurkBot.Search;

/// <summary>Whether a message still counts.</summary>
internal enum EntryVisibility
{
    /// <summary>It stands.</summary>
    Standing,

    /// <summary>It is from before a clear.</summary>
    Cleared,

    /// <summary>Its turn was taken back.</summary>
    Undone,
}
