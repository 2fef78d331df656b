using System.Text.Json;

namespace LurkBot.Turns;

/// <summary>What a model passed, as text for people and for the record.</summary>
internal static class ArgumentText
{
    /// <summary>A value as text; what is no text stays the JSON that it is.</summary>
    public static string Of(object? value)
    {
        try
        {
            return value switch
            {
                null => "",
                JsonElement { ValueKind: JsonValueKind.String } element => element.GetString() ?? "",
                JsonElement element => element.GetRawText(),
                _ => value.ToString() ?? "",
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a character of two halves.
            return value is JsonElement element ? element.GetRawText() : "";
        }
    }
}
