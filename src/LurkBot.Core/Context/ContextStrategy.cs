namespace LurkBot.Context;

/// <summary>What of a history is shown when not all of it fits.</summary>
public enum ContextStrategy
{
    /// <summary>The newest whole steps.</summary>
    Sliding,

    /// <summary>The newest whole steps, and what went before them in short, also while no summary of it exists yet.</summary>
    Summarize,

    /// <summary>The beginning and the newest steps, with long tool results shortened.</summary>
    Truncate,
}
