namespace LurkBot.Rendering;

/// <summary>What a session can be written out as.</summary>
internal enum ExportFormat
{
    /// <summary>The session's own document.</summary>
    Json,

    /// <summary>The head, then one entry a line.</summary>
    JsonLines,

    /// <summary>A page of Markdown.</summary>
    Markdown,

    /// <summary>One HTML page that needs nothing beside it.</summary>
    Html,
}
