namespace LurkBot.Compaction;

/// <summary>The headings that every summary has, in this order.</summary>
internal static class SummaryHeadings
{
    /// <summary>What the people want.</summary>
    public const string Goal = "## Goal";

    /// <summary>What was decided.</summary>
    public const string Decisions = "## Decisions";

    /// <summary>What is known about people.</summary>
    public const string People = "## Facts about people";

    /// <summary>What nobody has answered.</summary>
    public const string Questions = "## Open questions";

    /// <summary>What must be kept letter by letter.</summary>
    public const string Identifiers = "## Exact identifiers";

    /// <summary>How far the work has come.</summary>
    public const string State = "## State of work";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Goal, Decisions, People, Questions, Identifiers, State];
}
