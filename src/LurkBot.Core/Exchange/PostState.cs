namespace LurkBot.Exchange;

/// <summary>How far something that was posted has come.</summary>
internal enum PostState
{
    /// <summary>It waits to be sent.</summary>
    Queued,

    /// <summary>The platform gave its id.</summary>
    Sent,

    /// <summary>It may have been sent: the platform's answer was lost.</summary>
    MaybeSent,

    /// <summary>It was not sent.</summary>
    Failed,
}
