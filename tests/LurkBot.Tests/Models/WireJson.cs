using System.Text.Json;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Models;

/// <summary>What the rules of all wires look at.</summary>
internal static partial class WireJson
{
    /// <summary>Fields that the vendor does not know; null when there are none.</summary>
    public static string? Unknown(JsonElement element, string where, params string[] known)
    {
        foreach (var field in element.EnumerateObject())
        {
            if (!known.Contains(field.Name, StringComparer.Ordinal))
                return $"{where}.{field.Name}: Extra inputs are not permitted.";
        }

        return null;
    }

    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The elements of an array; none when the field is missing or null.</summary>
    public static List<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    /// <summary>Whether the bytes are an image of the type that they are said to be.</summary>
    public static bool IsImage(string? mediaType, string? base64)
    {
        var bytes = new byte[base64?.Length ?? 0];
        return base64 is { Length: > 0 } && Convert.TryFromBase64String(base64, bytes, out var length) && length > 3 && mediaType switch
        {
            "image/png" => bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..],
            "image/jpeg" => bytes is [0xFF, 0xD8, 0xFF, ..],
            "image/gif" => bytes is [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..],
            "image/webp" => bytes is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..],
            null => true,
            _ => false,
        };
    }

    public static bool IsFunctionName(string? name) => FunctionName().IsMatch(name ?? "");

    public static bool IsPlainId(string? id) => PlainId().IsMatch(id ?? "");

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,63}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainId();
}
