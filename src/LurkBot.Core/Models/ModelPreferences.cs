namespace LurkBot.Models;

/// <summary>What was said about a session's model, and where; each may be an alias, and null where nothing was said.</summary>
internal sealed record ModelPreferences
{
    /// <summary>What the command line says.</summary>
    public string? CommandLine { get; init; }

    /// <summary>What was chosen in the session.</summary>
    public string? InSession { get; init; }

    /// <summary>What is set for the session.</summary>
    public string? ForSession { get; init; }

    /// <summary>What is set for its channel.</summary>
    public string? ForChannel { get; init; }

    /// <summary>What is set for all sessions.</summary>
    public string? Default { get; init; }
}
