namespace LurkBot.Import;

/// <summary>What an import does with a conversation or a file.</summary>
internal enum ImportAction
{
    /// <summary>The session is new.</summary>
    Created,

    /// <summary>The session is there; the file goes on where it ends.</summary>
    Extended,

    /// <summary>The session is there with all that the file holds.</summary>
    Present,

    /// <summary>The session is there and says something else; it is left as it is.</summary>
    Diverged,

    /// <summary>It could not be imported, or not all of it.</summary>
    Failed,

    /// <summary>The file is none of the formats, or holds no conversation.</summary>
    Skipped,
}
