using System.Globalization;
using System.Text.Json;

namespace LurkBot.Tools;

/// <summary>What a model passed to a tool; models pass numbers as text and the other way round.</summary>
/// <param name="arguments">The arguments by name.</param>
internal sealed class ToolInput(IEnumerable<KeyValuePair<string, object?>> arguments)
{
    private readonly Dictionary<string, object?> values = new(arguments, StringComparer.Ordinal);

    /// <summary>A text that must be there.</summary>
    /// <exception cref="ToolRefusedException">It is missing, or no text.</exception>
    public string Text(string name) => OptionalText(name) ?? throw new ToolRefusedException($"The argument {name} is missing.");

    /// <summary>A text; null when it is not given.</summary>
    /// <exception cref="ToolRefusedException">It is no text.</exception>
    public string? OptionalText(string name) => Value(name) switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => Read(name, element),
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetRawText(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ToolRefusedException($"The argument {name} must be text."),
    };

    /// <summary>A whole number; the default when it is not given.</summary>
    /// <exception cref="ToolRefusedException">It is none, or out of range.</exception>
    public int Number(string name, int standard, int minimum, int maximum)
    {
        if (OptionalText(name) is not { Length: > 0 } text)
            return standard;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == Math.Floor(value) && value >= minimum && value <= maximum
            ? (int)value
            : throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"The argument {name} must be a whole number from {minimum} to {maximum}."));
    }

    /// <summary>True or false; false when it is not given.</summary>
    /// <exception cref="ToolRefusedException">It is neither.</exception>
    public bool Flag(string name) => Value(name) switch
    {
        null => false,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        string or JsonElement { ValueKind: JsonValueKind.String } => OptionalText(name)!.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" or "" => false,
            _ => throw new ToolRefusedException($"The argument {name} must be true or false."),
        },
        _ => throw new ToolRefusedException($"The argument {name} must be true or false."),
    };

    private object? Value(string name) => values.TryGetValue(name, out var value) && value is not JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? value : null;

    private static string? Read(string name, JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new ToolRefusedException($"The argument {name} holds half of a character, which is no text.", e);
        }
    }
}
