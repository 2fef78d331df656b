namespace LurkBot.Storage;

/// <summary>Who wants a session for a turn, and how long they wait for it.</summary>
/// <param name="Who">The person, as others who wait will read it.</param>
/// <param name="Timeout">How long to wait; zero does not wait.</param>
/// <param name="OnWaiting">Called once when the session is taken, with its owner if that is known.</param>
public sealed record TurnLeaseRequest(string Who, TimeSpan Timeout, Action<TurnLeaseOwner?>? OnWaiting = null);
