using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>What a door asks a runner to do.</summary>
/// <param name="Who">The person, as others who wait will read it.</param>
/// <param name="LockTimeout">How long to wait for a turn of the session that runs elsewhere; zero does not wait.</param>
internal sealed record RunRequest(string Who, TimeSpan LockTimeout)
{
    /// <summary>The door's own message: messages up to it are answered, and its outcome is reported, also when another process answers it.</summary>
    /// <value>Default: null, all that wait are answered.</value>
    public long? UpTo { get; init; }

    /// <summary>The session, if the door holds it already; the run gives it back.</summary>
    /// <value>Default: null, the run takes it.</value>
    public TurnLease? Lease { get; init; }

    /// <summary>Says why the run is cancelled, in a sentence, where the user did not cancel it.</summary>
    /// <value>Default: null, the user does.</value>
    public Func<string?>? WhyLeft { get; init; }
}
