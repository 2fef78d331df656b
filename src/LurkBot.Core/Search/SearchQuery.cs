using LurkBot.Sessions;

namespace LurkBot.Search;

/// <summary>What somebody looks for in the sessions.</summary>
/// <param name="Text">Words that must all stand in a message, in any letter case, also inside other words; "in quotes" as one piece.</param>
internal sealed record SearchQuery(string Text)
{
    /// <summary>Only this session.</summary>
    /// <value>Default: null, all sessions.</value>
    public SessionKey? Session { get; init; }

    /// <summary>Only sessions of this channel.</summary>
    /// <value>Default: null, all channels.</value>
    public string? Channel { get; init; }

    /// <summary>Only messages from this moment on.</summary>
    /// <value>Default: null, all messages.</value>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The most messages that are found.</summary>
    /// <value>Default: 20; at least 1.</value>
    public int Limit { get; init; } = 20;
}
