using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LurkBot.History;

/// <summary>A range of entries, both ends included.</summary>
/// <param name="First">The first id.</param>
/// <param name="Last">The last id.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EntryRange(long First, long Last)
{
    /// <summary>Reads what an entry says it covers.</summary>
    /// <param name="entry">A summary, say.</param>
    /// <returns>Null when it says nothing that can be understood: files can be edited.</returns>
    public static EntryRange? Of(SystemEntry entry)
    {
        if (entry.Covers is not { } raw)
            return null;
        try
        {
            using var json = JsonDocument.Parse(raw);
            return json.RootElement is { ValueKind: JsonValueKind.Array } range && range.GetArrayLength() == 2
                && range[0].ValueKind == JsonValueKind.Number && range[0].TryGetInt64(out var first)
                && range[1].ValueKind == JsonValueKind.Number && range[1].TryGetInt64(out var last) && first > 0 && first <= last && last < entry.Id
                ? new EntryRange(first, last)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether an entry lies in it.</summary>
    public bool Contains(long id) => id >= First && id <= Last;

    /// <summary>Whether another range lies in it.</summary>
    public bool Contains(EntryRange other) => other.First >= First && other.Last <= Last;

    /// <summary>As the file writes it.</summary>
    public string ToJson() => string.Create(CultureInfo.InvariantCulture, $"[{First},{Last}]");

    /// <summary>As people read it.</summary>
    public override string ToString() => First == Last ? string.Create(CultureInfo.InvariantCulture, $"#{First}") : string.Create(CultureInfo.InvariantCulture, $"#{First} to #{Last}");
}
