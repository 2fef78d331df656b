namespace LurkBot.Entries;

/// <summary>The result of one tool call.</summary>
public sealed record ToolEntry : Entry
{
    /// <summary>The call it answers.</summary>
    public string ToolCallId { get; init; } = "";

    /// <summary>The tool.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the tool failed; the content is then its error.</summary>
    public bool Error { get; init; }

    /// <summary>The hash of the whole output, when the content is only a part of it; of a file that is sent, the hash of its bytes.</summary>
    public string? Blob { get; init; }

    /// <summary>What of other sessions the content tells.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<EntrySource> Sources { get; init; } = [];
}
