using System.Globalization;
using System.Text.Json;

namespace LurkBot.Entries;

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
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<BudgetExtension> extensions)
    {
        if (extensions.Count == 0)
            return;
        json.WriteStartArray("budget"u8);
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

    /// <summary>Reads extensions.</summary>
    /// <param name="json">An array of objects.</param>
    /// <param name="extensions">All of them.</param>
    /// <returns>False when one of them is damaged or of a later version; then none counts.</returns>
    internal static bool TryReadAll(ReadOnlySpan<byte> json, out IReadOnlyList<BudgetExtension> extensions)
    {
        extensions = [];
        using var document = JsonDocument.Parse(json.ToArray(), EntryJson.DeepJson);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return false;
        var read = new List<BudgetExtension>();
        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (TryRead(element) is not { } extension)
                return false;
            read.Add(extension);
        }

        extensions = read;
        return true;
    }

    private static BudgetExtension? TryRead(JsonElement element)
    {
        var day = (DateOnly?)null;
        if (element.ValueKind != JsonValueKind.Object
            || Text(element, "scope") is not { } scopeText || EntryValues.ParseWord<BudgetScope>(scopeText) is not { } scope
            || Text(element, "unit") is not { } unitText || EntryValues.ParseWord<BudgetUnit>(unitText) is not { } unit
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
