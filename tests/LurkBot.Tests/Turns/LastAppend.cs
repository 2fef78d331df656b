namespace LurkBot.Tests.Turns;

/// <summary>What becomes of the append at which a process is killed.</summary>
internal enum LastAppend
{
    /// <summary>It was not begun.</summary>
    Missing,

    /// <summary>It is whole.</summary>
    Whole,

    /// <summary>A part of its bytes is there.</summary>
    Torn,
}
