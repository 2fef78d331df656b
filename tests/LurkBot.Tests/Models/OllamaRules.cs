using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>Ollama's chat. It ignores fields that it does not know, so only what it reads is looked at.</summary>
internal static class OllamaRules
{
    public static string? Problem(JsonElement request)
    {
        var messages = WireJson.Items(request, "messages");
        var open = 0;
        foreach (var message in messages)
        {
            var role = WireJson.Text(message, "role");
            if (role is not ("system" or "user" or "assistant" or "tool"))
                return $"The role {role} does not exist.";
            if (role is "tool" ? open-- == 0 : open > 0)
                return "Tool calls and results do not belong together.";
            var (calls, images) = (WireJson.Items(message, "tool_calls"), WireJson.Items(message, "images"));
            if (string.IsNullOrWhiteSpace(WireJson.Text(message, "content")) && calls.Count == 0 && images.Count == 0)
                return "A message without content.";
            if (images.Exists(image => image.ValueKind != JsonValueKind.String || !WireJson.IsImage(mediaType: null, image.GetString())))
                return "Illegal base64 data.";
            if (calls.Exists(call => !WireJson.IsFunctionName(WireJson.Text(call.GetProperty("function"), "name")) || call.GetProperty("function").GetProperty("arguments").ValueKind != JsonValueKind.Object))
                return "A tool call with a wrong name or arguments.";
            open += calls.Count;
        }

        return messages.Count == 0 ? "There are no messages." : open > 0 ? "The last tool calls have no results." : null;
    }
}
