using System.Text.Json;
using Docker.DotNet;

namespace LurkBot.Sandboxes;

/// <summary>What an engine says of an error. Pure.</summary>
internal static class DockerErrorText
{
    private const int Longest = 500;

    /// <summary>One line.</summary>
    public static string Of(Exception error)
    {
        var text = error is DockerApiException { ResponseBody: { Length: > 0 } body } ? Message(body) : error.Message;
        text = text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }

    private static string Message(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String ? message.GetString()! : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
