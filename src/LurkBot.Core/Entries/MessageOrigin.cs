using System.Globalization;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>
/// Where a message comes from that no person wrote in its session, and the chain of messages that it belongs to: what <see cref="UserEntry.Origin"/> says.
/// Such a message never counts as a person's own word or approval.
/// </summary>
/// <param name="Kind">What sent it: <see cref="Session"/>, <see cref="Command"/>, or <c>schedule</c>.</param>
/// <param name="Name">Its name: a session's key, a command, a schedule's id.</param>
internal sealed record MessageOrigin(string Kind, string Name)
{
    /// <summary>The kind of a message that another session sent.</summary>
    public const string Session = "session";

    /// <summary>The kind of a message that the owner sent by a command.</summary>
    public const string Command = "command";

    /// <summary>Names the chain: all that was sent because of one message.</summary>
    public string Trace { get; init; } = "";

    /// <summary>How many messages the chain has down to this one, from 1.</summary>
    public int Hop { get; init; } = 1;

    /// <summary>How many messages may still be sent because of this one.</summary>
    public int Left { get; init; }

    /// <summary>The sessions through which it came, the first one first.</summary>
    public IReadOnlyList<SessionId> Via { get; init; } = [];

    /// <summary>The session that sent it; null for a command or a schedule.</summary>
    public SessionKey? Sender => Kind is Session && SessionKey.TryParse(Name, out var key, out _) ? key : null;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; null or another program's gives null.</param>
    public static MessageOrigin? TryParse(string? text)
    {
        if (text?.Split(';') is not [var first, .. var facts] || facts.Length == 0 || first.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return null;
        var origin = new MessageOrigin(first[..colon], Uri.UnescapeDataString(first[(colon + 1)..]));
        foreach (var fact in facts)
        {
            origin = fact.Split('=') switch
            {
                ["trace", var trace] => origin with { Trace = trace },
                ["hop", var hop] when int.TryParse(hop, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => origin with { Hop = number },
                ["left", var left] when int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => origin with { Left = number },
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
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind}:{Name.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal)};trace={Trace};hop={Hop};left={Left};via={string.Join(',', Via.Select(id => id.Value.ToString("N")))}");
}
