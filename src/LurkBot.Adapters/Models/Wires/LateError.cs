using System.Text.Json;

namespace LurkBot.Models;

/// <summary>
/// Finds an error that comes in the place of a reply or in the middle of it: providers that have begun to answer can no longer say so by a
/// status.
/// </summary>
internal static class LateError
{
    /// <summary>The JSON of the error.</summary>
    /// <param name="piece">What should be a piece of a reply.</param>
    /// <returns>Null when it is not an error.</returns>
    public static string? In(ReplyPiece piece)
    {
        var json = piece.Json;
        if (IsError(JsonField.Of(json, "error")) || piece.Event is "error" || JsonField.Text(json, "object") is "error" || JsonField.Text(json, "type") is "error" || IsBare(json))
            return json.GetRawText();
        // Some say it of the choice.
        return JsonField.Items(json, "choices").FirstOrDefault() is { ValueKind: JsonValueKind.Object } choice && IsError(JsonField.Of(choice, "error")) ? choice.GetRawText() : null;
    }

    private static bool IsError(JsonElement error) => error.ValueKind == JsonValueKind.Object || (error.ValueKind == JsonValueKind.Number && error.GetRawText() is not "0") || (error.ValueKind == JsonValueKind.Array && error.GetArrayLength() > 0) || (error.ValueKind == JsonValueKind.String && JsonField.Text(error).Length > 0);

    /// <summary>The fields of an error without anything around them.</summary>
    private static bool IsBare(JsonElement json) =>
        JsonField.Of(json, "choices").ValueKind == JsonValueKind.Undefined && JsonField.Of(json, "done").ValueKind == JsonValueKind.Undefined
        && (JsonField.Of(json, "success").ValueKind == JsonValueKind.False
            || (JsonField.Text(json, "message") is not null && (JsonField.Of(json, "code").ValueKind != JsonValueKind.Undefined || JsonField.Number(json, "status") >= 400))
            || JsonField.Of(json, "detail").ValueKind is JsonValueKind.String or JsonValueKind.Array
            || (JsonField.Of(json, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0));
}
