using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>A conversation that was saved by a name: what was sent to the model, without times and ids.</summary>
/// <param name="source">The file.</param>
internal sealed class GeminiCheckpoint(ImportSource source)
{
    /// <summary>How texts begin that Gemini CLI puts in for the model.</summary>
    private static readonly string[] PutIn = ["This is the Gemini CLI. We are setting up the context for our chat.", "<session_context>"];

    private readonly ImportedHistory history = new(source.FileTime, source.Notes);
    private readonly Dictionary<string, int> called = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> answered = new(StringComparer.Ordinal);
    private long number;
    private string first = "";
    private bool isPutIn;

    private ImportNotes Notes => source.Notes;

    /// <summary>Reads a file.</summary>
    /// <returns>Null when nothing was said in it.</returns>
    public static ImportedSession? Read(ImportSource source)
    {
        var checkpoint = new GeminiCheckpoint(source);
        using var stream = source.Open();
        var pieces = new JsonPieces(stream, (path, isArray) => path is "" || (isArray && path is "history"));
        foreach (var piece in pieces.Read().Where(piece => piece.Kind is JsonPieceKind.Value && piece.Path is "[]" or "history/[]"))
        {
            source.ThrowIfCancelled();
            using var document = source.Parse(piece);
            if (document is not null)
                checkpoint.Take(document.RootElement);
        }

        if (pieces.IsCutShort)
            source.Notes.AddDamage("The end of the file is missing", string.Create(CultureInfo.InvariantCulture, $"behind content {checkpoint.number}"));
        return checkpoint.history.Count == 0 ? null : checkpoint.Build();
    }

    private ImportedSession Build()
    {
        // The name that it was saved by may be used in each project: what was said first tells them apart.
        var stem = Path.GetFileNameWithoutExtension(source.Path);
        var key = ImportedKey.Create("gemini-cli", $"{stem}-{ImportedKey.Mark(first)}", source.Path, SessionType.Main, Notes);
        Notes.Add("conversations without times, given that of the file");
        var entries = history.Finish();
        const string Prefix = "checkpoint-";
        var title = ImportedTitle.Of(stem.StartsWith(Prefix, StringComparison.Ordinal) ? Uri.UnescapeDataString(stem[Prefix.Length..]) : stem, Notes);
        return new ImportedSession(new NewSession(key, source.FileTime, entries) { Unknown = ImportedTitle.Fields(title), Blobs = source.Files.Of(entries) }, title, Notes);
    }

    private void Take(JsonElement content)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"content {++number}");
        var role = ImportJson.Text(content, "role");
        if (role is not ("user" or "model"))
        {
            Notes.Skip(role is null ? "messages without a role, not imported" : $"messages of role {role}, not imported", where);
            return;
        }

        var (texts, thoughts, calls, files) = (new List<string>(), new List<string>(), new List<ToolCall>(), new List<Attachment>());
        var hadResults = false;
        foreach (var part in ImportJson.Items(ImportJson.Get(content, "parts")))
        {
            if (ImportJson.Get(part, "functionCall") is { ValueKind: JsonValueKind.Object } call)
            {
                if (calls.Count == 0)
                    Reset();
                calls.Add(new ToolCall(IdOf(call, called), ImportJson.Text(call, "name") ?? "", ImportJson.Arguments(ImportJson.Get(call, "args"), Notes)));
            }
            else if (ImportJson.Get(part, "functionResponse") is { ValueKind: JsonValueKind.Object } response)
            {
                hadResults = true;
                history.AddResult(IdOf(response, answered), GeminiParts.Response(ImportJson.Get(response, "response")), false, source.FileTime);
            }
            else if (ImportJson.IsTrue(part, "thought"))
            {
                thoughts.Add(ImportJson.Text(part, "text") ?? "");
            }
            else
            {
                var read = MessageContent.Read(part, source.Files, Notes, where);
                if (read.Text.Length > 0)
                    texts.Add(read.Text);
                files.AddRange(read.Files);
            }
        }

        Add(role, new MessageContent(string.Join('\n', texts), files), string.Join('\n', thoughts), calls, hadResults, where);
    }

    private void Add(string role, MessageContent content, string thoughts, List<ToolCall> calls, bool hadResults, string where)
    {
        // The model's thanks for what Gemini CLI put in go with it.
        var isContext = role is "user" ? history.Count == 0 && Array.Exists(PutIn, mark => content.Text.StartsWith(mark, StringComparison.Ordinal)) : isPutIn && calls.Count == 0 && history.Count == 0;
        isPutIn = isContext;
        if (isContext)
            Notes.Add("texts that Gemini CLI put in for the model, not imported");
        else if (content.IsEmpty && thoughts.Length == 0 && calls.Count == 0)
            Notes.Skip("messages without text, not imported", where, hadResults ? 0 : 1);
        else if (role is "user")
            AddUser(content, where);
        else
            history.Add(new AssistantEntry { Content = content.Text, Reasoning = thoughts.Length == 0 ? null : thoughts, ToolCalls = calls }, source.FileTime);
    }

    private void AddUser(MessageContent content, string where)
    {
        first = first.Length == 0 ? content.Text : first;
        history.Add(new UserEntry { Content = content.Text, Attachments = content.Files, Source = $"gemini-cli:{Path.GetFileName(source.Path)}:{where}" }, source.FileTime);
    }

    private void Reset()
    {
        called.Clear();
        answered.Clear();
    }

    /// <summary>Calls without an id are answered in the order in which each tool was called.</summary>
    private static string IdOf(JsonElement part, Dictionary<string, int> counts)
    {
        if (ImportJson.Text(part, "id") is { Length: > 0 } id)
            return id;
        var name = ImportJson.Text(part, "name") ?? "";
        var count = counts[name] = counts.GetValueOrDefault(name) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{name}-{count}");
    }
}
