using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>The messages of a DeepSeek export.</summary>
internal static class DeepSeekMessage
{
    /// <summary>Adds a message to its history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="message">The message.</param>
    /// <param name="conversation">The conversation's name in sources.</param>
    /// <param name="where">The message's id.</param>
    /// <param name="parts">The files of the export.</param>
    public static void Add(ImportedHistory history, JsonElement message, string conversation, string where, ExportParts parts)
    {
        var (asked, said, thoughts) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var fragment in ImportJson.Items(ImportJson.Get(message, "fragments")))
        {
            var (type, text) = (ImportJson.Text(fragment, "type"), ImportJson.Text(fragment, "content"));
            var kind = type switch { "REQUEST" => asked, "RESPONSE" => said, "THINK" => thoughts, _ => null };
            if (kind is not null && text is not null)
                kind.Add(text);
            else if (type is "SEARCH" or "TIP")
                history.Notes.Add(type is "SEARCH" ? "results of searches in the web, not imported" : "notes of DeepSeek's pages, not imported");
            else
                history.Notes.Skip(type is null ? "fragments without a type, not imported" : $"fragments of type {type}, not imported", where);
        }

        // Earlier exports have the text beside the fragments.
        var role = ImportJson.Text(message, "role");
        var isUser = asked.Count > 0 || (said.Count == 0 && thoughts.Count == 0 && string.Equals(role, "USER", StringComparison.OrdinalIgnoreCase));
        if (asked.Count + said.Count == 0 && ImportJson.Text(message, "content") is { Length: > 0 } content)
            (isUser ? asked : said).Add(content);
        if (thoughts.Count == 0 && ImportJson.Text(message, "thinking_content") is { Length: > 0 } thought)
            thoughts.Add(thought);

        var at = ImportJson.Moment(ImportJson.Get(message, "inserted_at"));
        var files = ImportJson.Items(ImportJson.Get(message, "files")).Select(file =>
            parts.Find(ImportJson.Text(file, "id") ?? "", ImportJson.Text(file, "file_name") ?? ImportJson.Text(file, "name"), null, ImportJson.Tokens(file, "file_size"), history.Notes, where)).ToList();
        if (asked.Count > 0 || (isUser && files.Count > 0))
            history.Add(new UserEntry { Content = string.Join('\n', asked), Attachments = files, Source = $"deepseek:{conversation}:{where}" }, at);
        else if (files.Count > 0)
            history.Notes.Skip("files in a reply, not imported", where, files.Count);
        var reasoning = string.Join('\n', thoughts);
        if (said.Count > 0 || reasoning.Length > 0)
            history.Add(new AssistantEntry { Content = string.Join('\n', said), Reasoning = reasoning.Length == 0 ? null : reasoning, Model = ImportJson.Text(message, "model"), Partial = said.Count == 0 }, at);
        else if (asked.Count == 0 && files.Count == 0)
            history.Notes.Skip("messages without text, not imported", where);
    }
}
