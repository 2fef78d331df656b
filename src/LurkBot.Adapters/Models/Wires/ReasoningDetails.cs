using System.Text;
using System.Text.Json;

namespace LurkBot.Models;

/// <summary>
/// The blocks of OpenRouter's <c>reasoning_details</c>, as they go back. A stream cuts a block into pieces, with the signature in the last, and
/// the provider behind it wants the block whole; the pieces' index is not reliable. A block that came whole keeps its bytes.
/// </summary>
internal sealed class ReasoningDetails
{
    private readonly List<string> whole = [];
    private readonly List<(string Name, string Json)> fields = [];
    private readonly StringBuilder text = new();
    private string? type;
    private string raw = "";
    private long? first;
    private int pieces;

    /// <summary>Adds a block or a piece of one.</summary>
    public void Add(JsonElement detail, bool isPiece)
    {
        var kind = JsonField.Text(detail, "type");
        if (!isPiece || kind is not ("reasoning.text" or "reasoning.summary") || !Continues(detail, kind))
            Close();
        if (!isPiece || kind is not ("reasoning.text" or "reasoning.summary"))
        {
            whole.Add(detail.GetRawText());
            return;
        }

        (type, raw) = (kind, detail.GetRawText());
        first ??= JsonField.Number(detail, "index");
        pieces++;
        text.Append(JsonField.Text(detail, TextName));
        foreach (var field in detail.EnumerateObject())
        {
            var place = fields.FindIndex(known => string.Equals(known.Name, field.Name, StringComparison.Ordinal));
            if (place < 0)
                fields.Add((field.Name, field.Value.GetRawText()));
            else if (field.Value.ValueKind != JsonValueKind.Null)
                fields[place] = (field.Name, field.Value.GetRawText());
        }
    }

    /// <summary>All blocks as raw JSON.</summary>
    public IReadOnlyList<string> ToList()
    {
        Close();
        return whole;
    }

    private string TextName => type is "reasoning.summary" ? "summary" : "text";

    /// <summary>A block ends with its signature, and where another begins.</summary>
    private bool Continues(JsonElement detail, string kind) =>
        string.Equals(kind, type, StringComparison.Ordinal) && !fields.Exists(field => field is { Name: "signature", Json: not "null" })
        && (JsonField.Number(detail, "index") is not { } index || first is null || index == first);

    private void Close()
    {
        if (pieces > 0)
            whole.Add(pieces == 1 ? raw : Encoding.UTF8.GetString(WireWriter.Write(Write)));
        fields.Clear();
        text.Clear();
        (type, raw, first, pieces) = (null, "", null, 0);
    }

    private void Write(Utf8JsonWriter json)
    {
        if (!fields.Exists(field => string.Equals(field.Name, TextName, StringComparison.Ordinal)))
            fields.Add((TextName, ""));
        foreach (var (name, value) in fields)
        {
            if (string.Equals(name, TextName, StringComparison.Ordinal))
            {
                json.WriteText(name, text.ToString());
                continue;
            }

            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
    }
}
