using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LurkBot.Budgets;

/// <summary>A higher limit that a session was given, as a settings entry keeps it.</summary>
/// <param name="Scope">Which budget.</param>
/// <param name="Unit">Which of the two.</param>
/// <param name="Limit">The limit from then on; a higher one that is configured later holds instead.</param>
/// <param name="Day">The day for which it holds; null for a session's budget, where it holds for good.</param>
public sealed record BudgetExtension(BudgetScope Scope, BudgetUnit Unit, decimal Limit, DateOnly? Day)
{
    /// <summary>Whether it is about this budget, now.</summary>
    public bool IsOf(BudgetScope scope, BudgetUnit unit, DateOnly? day) => Scope == scope && Unit == unit && Day == day;

    /// <summary>Writes extensions as an entry keeps them.</summary>
    public static string Write(IEnumerable<BudgetExtension> extensions)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var extension in extensions)
            {
                json.WriteStartObject();
                json.WriteString("scope"u8, extension.Scope.ToString().ToLowerInvariant());
                json.WriteString("unit"u8, extension.Unit.ToString().ToLowerInvariant());
                json.WriteNumber("limit"u8, extension.Limit);
                if (extension.Day is { } day)
                    json.WriteString("day"u8, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads extensions; what is damaged or of a later version gives nobody more.</summary>
    /// <param name="json">The raw JSON of an entry.</param>
    public static IReadOnlyList<BudgetExtension> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(TryRead).OfType<BudgetExtension>()] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static BudgetExtension? TryRead(JsonElement element)
    {
        var day = (DateOnly?)null;
        if (element.ValueKind != JsonValueKind.Object
            || Text(element, "scope") is not { } scopeText || !Enum.TryParse<BudgetScope>(scopeText, ignoreCase: true, out var scope) || !Enum.IsDefined(scope)
            || Text(element, "unit") is not { } unitText || !Enum.TryParse<BudgetUnit>(unitText, ignoreCase: true, out var unit) || !Enum.IsDefined(unit)
            || !element.TryGetProperty("limit"u8, out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetDecimal(out var limit))
            return null;
        if (Text(element, "day") is { } dayText)
        {
            if (!DateOnly.TryParseExact(dayText, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
                return null;
            day = parsed;
        }

        return (scope == BudgetScope.Session) == (day is null) ? new BudgetExtension(scope, unit, limit, day) : null;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
