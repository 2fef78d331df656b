using LurkBot.Entries;
using LurkBot.Search;

namespace LurkBot.Recall;

/// <summary>An earlier message that has to do with what is said now.</summary>
/// <param name="Id">Its entry.</param>
/// <param name="Score">How well it fits, with what its neighbours add; above zero, comparable within one search only.</param>
/// <param name="At">When it was said.</param>
/// <param name="Role">Who said it: <c>user</c> or <c>assistant</c>.</param>
/// <param name="Who">Who said it, as <see cref="EntrySpeaker"/> names them; null for the model and where it is not known.</param>
/// <param name="Text">What was said, as it reads now.</param>
internal sealed record RecallHit(long Id, double Score, DateTimeOffset At, string Role, string? Who, string Text)
{
    /// <summary>Whether it is text of lower trust, see <see cref="SearchableEntry.IsOutside"/>.</summary>
    public bool IsOutside { get; init; }

    /// <summary>The session that it is from; null for the turn's own.</summary>
    public RecallOrigin? Origin { get; init; }

    /// <summary>A message as it reads now.</summary>
    public static RecallHit Of(SearchableEntry entry) => new(entry.Id, 0, entry.At, entry.Role, entry.Who, entry.Text) { IsOutside = entry.IsOutside };
}
