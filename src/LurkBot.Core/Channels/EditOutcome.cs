namespace LurkBot.Channels;

/// <summary>What an edit is to a session (RULES LE8).</summary>
internal enum EditOutcome
{
    /// <summary>The message was never taken.</summary>
    New,

    /// <summary>The message was heard, and an earlier process ended before it took it.</summary>
    Left,

    /// <summary>It changes nothing that can be seen, or an older edit came late.</summary>
    Nothing,

    /// <summary>The edit is kept.</summary>
    Corrected,
}
