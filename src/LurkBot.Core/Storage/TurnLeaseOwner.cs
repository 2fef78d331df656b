using System.Globalization;

namespace LurkBot.Storage;

/// <summary>Who holds a session for a turn. It is kept beside the lock, for people to read and for attempts to be counted; the lock alone decides.</summary>
/// <param name="Who">The person.</param>
/// <param name="Host">The machine.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Since">Since when.</param>
public sealed record TurnLeaseOwner(string Who, string Host, int ProcessId, DateTimeOffset Since)
{
    /// <summary>The lease's number, which grows with each lease of the session; zero when it is not known.</summary>
    public long Epoch { get; init; }

    /// <summary>The messages that are answered now, and the question whose approved call runs; empty before they are chosen.</summary>
    public IReadOnlyList<long> Messages { get; init; } = [];

    /// <summary>How often the messages were tried, this time included: the highest of their numbers; zero before they are chosen.</summary>
    public int Attempt { get; init; }

    /// <summary>For each message how often it was tried, this time included; empty in the file of an earlier version.</summary>
    public IReadOnlyDictionary<long, int> Attempts { get; init; } = new Dictionary<long, int>();

    /// <summary>
    /// The questions whose approved calls began and whose results are not stored yet: such a call never runs again by itself. A store keeps them when the lease is given
    /// back, and gives them to the next one. Where they are written with one more, they are durable when the write returns, or it throws.
    /// </summary>
    public IReadOnlyList<long> Begun { get; init; } = [];

    /// <summary>How often a message was tried, this time included.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Zero when it was not taken.</returns>
    public int AttemptsOf(long message) => Attempts.TryGetValue(message, out var tried) ? tried : Messages.Contains(message) ? Attempt : 0;

    /// <summary>The owner in words, such as <c>Ann (process 4711), since 10:31:07</c>, local time; on another machine with its name.</summary>
    /// <returns>Words for a message.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Who} (process {ProcessId}{(Host.Length == 0 || string.Equals(Host, Environment.MachineName, StringComparison.Ordinal) ? "" : $" on {Host}")}), since {Since.LocalDateTime:HH:mm:ss}");
}
