using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>The arguments of a call as a history has them: as a model wrote them, or anybody who edited the file.</summary>
internal static class CallArguments
{
    /// <summary>Reads them.</summary>
    /// <param name="json">Any text.</param>
    /// <returns>What every provider accepts; nothing when it is no object, or holds text that is none.</returns>
    public static Dictionary<string, object?> Read(string json)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json, EntryJson.DeepJson);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return [];
            if (json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
                CheckText(document.RootElement);

            // Of a name that is there twice the last one counts, as for most readers of JSON.
            foreach (var field in document.RootElement.EnumerateObject())
                fields[field.Name] = field.Value.Clone();
            return fields;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Half of a character of two halves is valid JSON, and yet no text.</summary>
    private static void CheckText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            _ = element.GetString();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                CheckText(item);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in element.EnumerateObject())
        {
            _ = field.Name;
            CheckText(field.Value);
        }
    }
}
