using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>What a tool gave back, as Gemini's interface has it.</summary>
internal static class GeminiParts
{
    /// <summary>Reads a result: a part, or several, with what the function responded; beside them texts and files.</summary>
    public static MessageContent Result(JsonElement result, ImportedFiles files, ImportNotes notes, string where)
    {
        if (ImportJson.Text(result) is { } whole)
            return new MessageContent(whole, []);
        var (texts, attached) = (new List<string>(), new List<Attachment>());
        foreach (var part in result.ValueKind == JsonValueKind.Object ? [result] : ImportJson.Items(result))
        {
            if (ImportJson.Get(part, "functionResponse") is { ValueKind: JsonValueKind.Object } response)
            {
                texts.Add(Response(ImportJson.Get(response, "response")));
                continue;
            }

            var other = MessageContent.Read(part, files, notes, where);
            texts.Add(other.Text);
            attached.AddRange(other.Files);
        }

        return new MessageContent(string.Join('\n', texts.Where(text => text.Length > 0)), attached);
    }

    /// <summary>What a function responded: its output or error, or all of it as JSON.</summary>
    public static string Response(JsonElement response) =>
        ImportJson.Text(response, "output") ?? ImportJson.Text(response, "error") ?? ImportJson.Text(response)
        ?? (response.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? "" : EntryJson.OneLine(response.GetRawText()));
}
