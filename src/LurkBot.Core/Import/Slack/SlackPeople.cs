using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The names of people and bots in a Slack export.</summary>
internal sealed class SlackPeople
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>Reads <c>users.json</c>.</summary>
    public static SlackPeople Read(SlackParts parts, ImportNotes notes)
    {
        var people = new SlackPeople();
        using var stream = parts.Open(SlackFolder.Users);
        if (stream is null)
            return people;
        var elements = new JsonArrayElements(stream, JsonLine.Longest);
        foreach (var bytes in elements.Read())
        {
            using var document = bytes is null ? null : ImportJson.TryParse(bytes, notes);
            if (document is null)
                notes.AddDamage("people that cannot be read", SlackFolder.Users);
            else if (ImportJson.Text(document.RootElement, "id") is { } id && NameOf(document.RootElement, ImportJson.Get(document.RootElement, "profile")) is { } name)
                people.names[id] = name;
        }

        if (elements.IsCutShort)
            notes.AddDamage("The end of a file is missing", SlackFolder.Users);
        return people;
    }

    /// <summary>The name of a person; null when it is not known.</summary>
    public string? NameOf(string id) => names.GetValueOrDefault(id);

    /// <summary>The name that a record of a person shows.</summary>
    public static string? NameOf(JsonElement record, JsonElement profile) =>
        new[] { ImportJson.Text(profile, "display_name"), ImportJson.Text(profile, "real_name"), ImportJson.Text(record, "real_name"), ImportJson.Text(record, "name") }.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
}
