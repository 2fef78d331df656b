namespace LurkBot.Delivery;

/// <summary>How far a message of a platform has come; <see cref="Answered"/> and what follows it are fates, which do not change.</summary>
internal enum InboundState
{
    /// <summary>It arrived and is in no session yet.</summary>
    Received,

    /// <summary>It is durable in its session's file.</summary>
    Accepted,

    /// <summary>A turn or a command has begun with it.</summary>
    Running,

    /// <summary>It has been answered, or its command was carried out.</summary>
    Answered,

    /// <summary>It was not answered; the reason says why.</summary>
    Failed,

    /// <summary>Its sender may not talk here, or the platform's message is of a kind that is not taken.</summary>
    Refused,

    /// <summary>A person stopped it, or took it back.</summary>
    Cancelled,
}
