using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Operations;

/// <summary>Who changes a session, and how long the change waits for a turn that runs.</summary>
/// <param name="Change">Who asks for it, and how.</param>
/// <param name="Wait">Whether it waits for a turn that holds the session; else it is refused.</param>
/// <param name="OnWaiting">Told once who holds the session; null when no one watches.</param>
internal sealed record OperationRequest(SessionChange Change, bool Wait = true, Action<TurnLeaseOwner?>? OnWaiting = null)
{
    /// <summary>How long it waits; null for the setting <c>LURKBOT_SESSION_LOCK_TIMEOUT</c>.</summary>
    /// <value>Default: null.</value>
    public TimeSpan? Patience { get; init; }

    /// <summary>A change that the owner asks for.</summary>
    /// <param name="reason">How, such as <c>/clear</c>.</param>
    public static OperationRequest ByOwner(string reason) => new(new SessionChange("owner", reason));

    /// <summary>How the change takes the session.</summary>
    /// <param name="patience">How long it waits, if it does.</param>
    internal TurnLeaseRequest LeaseFor(TimeSpan patience) => new(Change.Actor, Wait ? Patience ?? patience : TimeSpan.Zero, Wait ? OnWaiting : null);
}
