using LurkBot.Sessions;

namespace LurkBot.Search;

/// <summary>What somebody looks for in the sessions.</summary>
/// <param name="Text">Words or a question, in any letter case; what stands "in quotes" must occur as it is.</param>
internal sealed record SearchQuery(string Text)
{
    /// <summary>What counts as found.</summary>
    /// <value>Default: <see cref="SearchMode.Relevance"/>.</value>
    public SearchMode Mode { get; init; }

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

    /// <summary>When it is asked: "yesterday" is meant from there.</summary>
    /// <value>Default: null, dates in the text are words like others.</value>
    public DateTimeOffset? At { get; init; }

    /// <summary>Where days begin.</summary>
    /// <value>Default: UTC.</value>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
}
