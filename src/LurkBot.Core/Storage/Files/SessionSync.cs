namespace LurkBot.Storage;

/// <summary>When a session's writes are made safe against a power cut. A crash of the process alone never loses a write.</summary>
public enum SessionSync
{
    /// <summary>After each step: each message, reply and tool result.</summary>
    Step,

    /// <summary>At the end of each turn; messages and questions at once.</summary>
    Turn,

    /// <summary>When the operating system likes.</summary>
    Off,
}
