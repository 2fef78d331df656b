using System.Text.Json.Serialization;
using LurkBot.Search;

namespace LurkBot.Commands;

/// <summary>A message that was found.</summary>
internal sealed record SearchHitJson(
    string Session,
    long Id,
    DateTime At,
    string Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Who,
    string Standing,
    string Snippet)
{
    /// <summary>The record of a hit.</summary>
    public static SearchHitJson Of(SearchHit hit) => new(
        hit.Session.ToString(),
        hit.EntryId,
        hit.At.UtcDateTime,
        hit.Role,
        hit.Who,
        hit.Standing switch { EntryVisibility.Cleared => "cleared", EntryVisibility.Undone => "undone", _ => "standing" },
        hit.Snippet.Text);
}
