using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>The first line of a session file.</summary>
/// <param name="Key">The session's key; it decides over the file's name.</param>
/// <param name="Id">The session's id.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="Unknown">Top-level fields of other programs, as raw JSON.</param>
/// <param name="UnknownMetadata">Metadata of other programs, as raw JSON; repeated in the trailer.</param>
internal sealed record SessionHead(
    SessionKey Key,
    SessionId Id,
    DateTimeOffset CreatedAt,
    IReadOnlyList<UnknownField> Unknown,
    IReadOnlyList<UnknownField> UnknownMetadata)
{
    /// <summary>The version of the layout that this program writes.</summary>
    public const int Format = 1;

    /// <summary>The title that an imported conversation came with; null for none.</summary>
    public string? Title
    {
        get
        {
            foreach (var known in Unknown)
            {
                if (!string.Equals(known.Name, "title", StringComparison.Ordinal))
                    continue;
                var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(known.Json));
                return json.Read() && json.TokenType == JsonTokenType.String ? json.GetString() : null;
            }

            return null;
        }
    }
}
