namespace LurkBot.Delivery;

/// <summary>How far one part of a reply has come; all but <see cref="Pending"/> and <see cref="Sending"/> are final unless a person asks for a retry.</summary>
internal enum OutboundState
{
    /// <summary>It waits to be sent.</summary>
    Pending,

    /// <summary>A request for it may be on its way; after a crash no one knows.</summary>
    Sending,

    /// <summary>The platform gave its id.</summary>
    Sent,

    /// <summary>It may have been sent: the platform's answer was lost, and nothing there tells. It is never repeated by itself.</summary>
    MaybeSent,

    /// <summary>It was not sent; the reason says why.</summary>
    Failed,

    /// <summary>A person cancelled it, or its session was deleted.</summary>
    Cancelled,

    /// <summary>It is older than the ledger: whether it was sent is not known, and it is never sent by itself (RULES LE1).</summary>
    Unknown,
}
