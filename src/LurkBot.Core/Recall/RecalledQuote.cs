using LurkBot.Entries;

namespace LurkBot.Recall;

/// <summary>An earlier message, or a part of it, that is quoted before a turn.</summary>
/// <param name="Id">The message.</param>
/// <param name="At">When it was said.</param>
/// <param name="Speaker">Who said it, as the model reads it.</param>
/// <param name="From">Where the part begins in the message, in UTF-16 code units.</param>
/// <param name="Text">The part.</param>
/// <param name="IsWhole">Whether it is the whole message.</param>
/// <param name="IsCut">Whether the message goes on behind it.</param>
internal sealed record RecalledQuote(long Id, DateTimeOffset At, string Speaker, int From, string Text, bool IsWhole, bool IsCut)
{
    /// <summary>Whether it is text of lower trust, see <see cref="Search.SearchableEntry.IsOutside"/>.</summary>
    public bool IsOutside { get; init; }

    /// <summary>The session that it is from; null for the turn's own.</summary>
    public RecallOrigin? Origin { get; init; }

    /// <summary>A whole message.</summary>
    public static RecalledQuote Whole(RecallHit hit) => new(hit.Id, hit.At, SpeakerOf(hit.Role, hit.Who), 0, hit.Text, IsWhole: true, IsCut: false) { IsOutside = hit.IsOutside, Origin = hit.Origin };

    /// <summary>What the history keeps of it.</summary>
    public RecalledPart ToPart() => new(Id, IsWhole ? 0 : From, IsWhole ? 0 : Text.Length) { Session = Origin?.Id };

    /// <summary>The part of a message that the history names; null when the message is shorter now.</summary>
    public static RecalledQuote? Of(RecallHit hit, RecalledPart part) => part.Length == 0 ? Whole(hit)
        : part.From > hit.Text.Length - part.Length ? null
        : Whole(hit) with { From = part.From, Text = hit.Text.Substring(part.From, part.Length), IsWhole = false, IsCut = part.From + part.Length < hit.Text.Length };

    private static string SpeakerOf(string role, string? who) => role is "assistant" ? "you" : who is null ? "user" : Context.SpeakerLine.Clean(who);
}
