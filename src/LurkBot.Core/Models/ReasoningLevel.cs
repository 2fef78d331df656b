namespace LurkBot.Models;

/// <summary>How much a model thinks before it answers, where it can.</summary>
internal enum ReasoningLevel
{
    /// <summary>As its provider likes; the request says nothing.</summary>
    Unset,

    /// <summary>Not at all.</summary>
    Off,

    /// <summary>A little.</summary>
    Low,

    /// <summary>Some.</summary>
    Medium,

    /// <summary>Much.</summary>
    High,
}
