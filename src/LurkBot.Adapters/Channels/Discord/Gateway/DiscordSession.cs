using System.Globalization;

namespace LurkBot.Channels;

/// <summary>A session of the gateway, up to an event of it: with it a later connection, also of another process, gets what came after.</summary>
/// <param name="Id">Discord's id of it.</param>
/// <param name="Url">Where it is resumed.</param>
/// <param name="Sequence">The number of the last event.</param>
internal sealed record DiscordSession(string Id, string Url, long Sequence)
{
    /// <summary>As a text that is kept, with how far all chats were read.</summary>
    /// <param name="session">The session; null for none.</param>
    /// <param name="position">The newest message that was taken; null for none.</param>
    public static string Save(DiscordSession? session, Snowflake? position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position?.Value ?? 0} {session?.Sequence ?? 0} {session?.Id ?? "-"} {session?.Url ?? "-"}");

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="text">The text; what cannot be read is as if nothing had been kept.</param>
    public static (DiscordSession? Session, Snowflake? Position) Read(string? text)
    {
        if (text?.Split(' ') is not [var position, var sequence, var id, var url])
            return (null, null);
        var session = long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && id.Length > 1 && url.Length > 1 ? new DiscordSession(id, url, number) : null;
        return (session, Snowflake.TryParse(position));
    }
}
