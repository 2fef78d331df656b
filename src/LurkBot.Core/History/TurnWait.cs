namespace LurkBot.History;

/// <summary>Who wants a session for a turn, and how long they wait for it.</summary>
/// <param name="Who">The person, as others who wait will read it.</param>
/// <param name="Timeout">How long to wait; zero does not wait.</param>
/// <param name="OnWaiting">Called once when the session is taken, with its holder if that is known.</param>
public sealed record TurnWait(string Who, TimeSpan Timeout, Action<TurnHolder?>? OnWaiting = null);
