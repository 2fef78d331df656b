using System.Globalization;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>
/// Where a message comes from that no person wrote in its session, and the chain of messages that it belongs to: what <see cref="UserEntry.Origin"/> says.
/// Such a message never counts as a person's own word or approval.
/// </summary>
/// <param name="Kind">What sent it: <see cref="Session"/>, <see cref="Command"/> or <see cref="Schedule"/>.</param>
/// <param name="Name">Its name: a session's key, a command, a schedule's id.</param>
internal sealed record MessageOrigin(string Kind, string Name)
{
    /// <summary>The kind of a message that another session sent.</summary>
    public const string Session = "session";

    /// <summary>The kind of a message that the owner sent by a command.</summary>
    public const string Command = "command";

    /// <summary>The kind of a message that a schedule brought.</summary>
    public const string Schedule = "schedule";

    /// <summary>Names the chain: all that was sent because of one message.</summary>
    public string Trace { get; init; } = "";

    /// <summary>How many messages between sessions the chain has down to this one; zero for a schedule's, with which one may begin as with a person's, and for the task of a subagent that a person's turn started.</summary>
    public int Hop { get; init; } = 1;

    /// <summary>The sessions through which it came, the first one first.</summary>
    public IReadOnlyList<SessionId> Via { get; init; } = [];

    /// <summary>The session that sent it; null for a command or a schedule.</summary>
    public SessionKey? Sender => Kind is Session && SessionKey.TryParse(Name, out var key, out _) ? key : null;

    /// <summary>The origin of a schedule's messages.</summary>
    /// <param name="id">The schedule.</param>
    public static MessageOrigin OfSchedule(string id) => new(Schedule, id) { Hop = 0 };

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; null or another program's gives null.</param>
    public static MessageOrigin? TryParse(string? text)
    {
        if (text?.Split(';') is not [var first, .. var facts] || first.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return null;
        var origin = new MessageOrigin(first[..colon], Uri.UnescapeDataString(first[(colon + 1)..]));
        if (facts.Length == 0)
            return origin.Kind is Schedule ? OfSchedule(origin.Name) : null;
        foreach (var fact in facts)
        {
            origin = fact.Split('=') switch
            {
                ["trace", var trace] => origin with { Trace = trace },
                ["hop", var hop] when int.TryParse(hop, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => origin with { Hop = number },
                ["via", var via] => origin with { Via = [.. via.Split(',').Where(id => Guid.TryParseExact(id, "N", out _)).Select(id => new SessionId(Guid.ParseExact(id, "N")))] },
                _ => origin,
            };
        }

        return origin;
    }

    /// <summary>What an origin says, for people and models.</summary>
    /// <param name="text">The origin, also one of another program.</param>
    public static string Describe(string text) => TryParse(text) is { } origin ? $"{origin.Kind} {origin.Name}" : text;

    /// <inheritdoc/>
    public override string ToString() => Trace.Length == 0 && Hop == 0 ? Start : string.Create(
        CultureInfo.InvariantCulture,
        $"{Start};trace={Trace};hop={Hop};via={string.Join(',', Via.Select(id => id.Value.ToString("N")))}");

    private string Start => $"{Kind}:{Name.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal)}";
}
