using System.Globalization;
using System.Text.Json;

namespace LurkBot.Import;

/// <summary>
/// Plain conversations, as most interfaces of models take them: <c>{"messages":[{"role","content"}]}</c>, an array of such, one on each line, or the messages
/// alone, as an array or one on each line. The bridge from everything that has no format here.
/// </summary>
internal sealed class MessagesFormat : IImportFormat
{
    public string Name => "messages";

    public string Description => "plain messages with role and content (JSON or JSONL)";

    public bool Recognizes(ImportSample sample) => !sample.IsArchive && (IsOne(sample.Whole) || sample.Lines is [{ } first, ..] && IsOne(first));

    public IEnumerable<ImportedSession> Read(ImportSource source) => IsLines(ImportSample.Of(source.Path)) ? ReadLines(source) : ReadDocument(source);

    private static bool IsLines(ImportSample sample) => sample.Lines is [{ InArray: false, IsWhole: true } first, ..] && IsOne(first) && sample.Lines.Skip(1).Any(IsOne);

    private static bool IsOne(JsonStart start) => IsMessage(start) || (start.HasPath("messages/[]/role") && !LurkBotFormat.IsKey(start) && !start.Has("mapping") && !start.Has("chat_messages"));

    /// <summary>Other programs have a role, too, within records of their own.</summary>
    private static bool IsMessage(JsonStart start) => start.Text("role") is not null && (!start.Has("type") || start.Text("type") is "message")
        && (start.Has("content") || start.Has("tool_calls") || start.Has("function_call")) && !start.Has("parts") && !start.Has("messages") && !start.Has("turn");

    private static IEnumerable<ImportedSession> ReadLines(ImportSource source)
    {
        MessagesConversation? alone = null;
        var number = 0;
        foreach (var line in source.Lines())
        {
            using var document = ImportJson.TryParse(line.Bytes, source.Notes);
            var root = document?.RootElement ?? default;
            if (root.ValueKind != JsonValueKind.Object)
            {
                source.Notes.AddDamage("lines that are no JSON object (damaged, cut short, or nested too deeply), not imported", ImportSource.Where(line));
            }
            else if (ImportJson.Get(root, "messages").ValueKind == JsonValueKind.Array)
            {
                // Messages that stand alone keep their files until the end.
                if (alone is null)
                    source.Files.Clear();
                var conversation = new MessagesConversation(source, new ImportNotes(), ++number);
                foreach (var field in root.EnumerateObject().Where(field => field.Name is not "messages"))
                    conversation.TakeHead(field.Name, field.Value);
                foreach (var message in ImportJson.Items(ImportJson.Get(root, "messages")))
                    conversation.Take(message);
                if (conversation.Build(ImportSource.Where(line)) is { } built)
                    yield return built;
            }
            else
            {
                alone ??= new MessagesConversation(source, source.Notes, 0);
                alone.Take(root);
            }
        }

        if (alone?.Build("the file") is { } last)
            yield return last;
    }

    private static IEnumerable<ImportedSession> ReadDocument(ImportSource source)
    {
        using var stream = source.Open();
        var pieces = new JsonPieces(stream, (path, isArray) => path is "" or "[]" || (isArray && path is "messages" or "[]/messages"));
        MessagesConversation? current = null, alone = null;
        var (record, number) = (new Dictionary<string, JsonPiece>(StringComparer.Ordinal), 0);
        foreach (var piece in pieces.Read())
        {
            source.ThrowIfCancelled();
            if (piece.Kind is JsonPieceKind.Begin && piece.Path is "messages" or "[]/messages")
            {
                if (alone is null)
                    source.Files.Clear();
                current ??= new MessagesConversation(source, new ImportNotes(), ++number);
            }
            else if (piece.Kind is JsonPieceKind.Value && piece.Path is "messages/[]" or "[]/messages/[]")
            {
                current!.Take(piece);
            }
            else if (piece.Kind is JsonPieceKind.Value && piece.Path is "" or "[]")
            {
                source.Notes.AddDamage("values that are no message, not imported", Where(number));
            }
            else if (piece.Kind is JsonPieceKind.Value)
            {
                record[piece.Path[(piece.Path.LastIndexOf('/') + 1)..]] = piece;
            }
            else if (piece.Kind is JsonPieceKind.End && piece.Path is "" or "[]" && current is not null)
            {
                current.TakeHead(record);
                if (current.Build(Where(number)) is { } built)
                    yield return built;
                current = null;
                record.Clear();
            }
            else if (piece.Kind is JsonPieceKind.End && piece.Path is "" or "[]" && record.Count > 0)
            {
                alone ??= new MessagesConversation(source, source.Notes, 0);
                alone.Take(record);
                record.Clear();
            }
        }

        if (pieces.IsCutShort)
            source.Notes.AddDamage("The end of the file is missing", current is null ? $"behind {Where(number)}" : $"within {Where(number)}");
        current?.TakeHead(record);
        if (current?.Build(Where(number)) is { } cut)
            yield return cut;
        if (alone?.Build("the file") is { } last)
            yield return last;
    }

    private static string Where(int number) => string.Create(CultureInfo.InvariantCulture, $"conversation {number}");
}
