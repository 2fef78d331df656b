using System.Buffers;
using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Which fields of one request are left out, by what a server said of them.</summary>
internal sealed class RefusedFields
{
    /// <summary>What stands before a field's name in the memory, to tell it from the words for other parts.</summary>
    public const string Prefix = "field ";

    private const string NewLimit = "max_completion_tokens";
    private const string OldLimit = "max_tokens";

    /// <summary>What a request cannot do without, and what is left out elsewhere, where the person is told.</summary>
    private static readonly string[] Kept =
        ["model", "messages", "stream", "tools", "functions", "temperature", "reasoning", "reasoning_effort", "thinking", "prompt", "input"];

    private readonly HashSet<string> fields;
    private readonly HashSet<string> known;
    private readonly HashSet<string> refused;
    private readonly HashSet<string> innocent = new(StringComparer.Ordinal);
    private string? newest;
    private string? before;

    /// <summary>Reads a request.</summary>
    /// <param name="body">Its JSON; anything else has no fields.</param>
    /// <param name="known">The fields that were refused before.</param>
    public RefusedFields(byte[] body, IReadOnlySet<string> known)
    {
        fields = Names(body);
        this.known = [.. known];
        refused = [.. known];
    }

    /// <summary>Fields that turned out to be refused.</summary>
    public IEnumerable<string> Learned => refused.Except(known, StringComparer.Ordinal);

    /// <summary>Fields that had been refused before, and were sent after all.</summary>
    public IEnumerable<string> Welcome => known.Except(refused, StringComparer.Ordinal);

    /// <summary>Takes note of a refusal.</summary>
    /// <param name="answer">What the server says.</param>
    /// <returns>Whether there is something else to try.</returns>
    public bool Refuse(string answer)
    {
        if (newest is not null && string.Equals(answer, before, StringComparison.Ordinal))
        {
            // Without it the server says the same: it was not that.
            refused.Remove(newest);
            innocent.Add(newest);
        }

        before = answer;
        newest = Sent().FirstOrDefault(field => !innocent.Contains(field) && IsNamed(answer, field));
        if (newest is null)
            return false;
        refused.Add(newest);
        // One limit is enough: what was learned earlier of the other may no longer be so.
        if (newest is NewLimit or OldLimit && known.Contains(Other(newest)))
            refused.Remove(Other(newest));
        return true;
    }

    /// <summary>The request without what is refused.</summary>
    /// <param name="body">Its JSON.</param>
    public byte[] Apply(byte[]? body)
    {
        if (body is null || fields.Count == 0)
            return body ?? [];
        var sent = Sent().ToHashSet(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>(body.Length);
        using var document = JsonDocument.Parse(body);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (sent.Contains(property.Name) || !fields.Contains(property.Name))
                    property.WriteTo(json);
                else if (property.Name is NewLimit or OldLimit && !fields.Contains(Other(property.Name)) && sent.Contains(Other(property.Name)))
                {
                    json.WritePropertyName(Other(property.Name));
                    property.Value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The fields that may be refused and are sent now.</summary>
    private IEnumerable<string> Sent()
    {
        foreach (var field in fields)
        {
            if (!refused.Contains(field))
                yield return field;
            else if (field is NewLimit or OldLimit && !fields.Contains(Other(field)) && !refused.Contains(Other(field)))
                yield return Other(field);
        }
    }

    private static string Other(string limit) => limit == NewLimit ? OldLimit : NewLimit;

    /// <summary>"Tool choice" in words means the tools.</summary>
    private static bool IsNamed(string answer, string field) => field == "tool_choice" ? RefusalText.Names(answer, field) : RefusalText.NamesField(answer, field) || (field == "stream_options" && RefusalText.NamesField(answer, "include_usage"));

    private static HashSet<string> Names(byte[] body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return [];
            foreach (var property in document.RootElement.EnumerateObject())
            {
                // Which tool is called is a wish of the caller, except where it says what goes without saying.
                var isWish = property.Name == "tool_choice" && !(property.Value.ValueKind == JsonValueKind.String && property.Value.ValueEquals("auto"u8));
                if (Array.IndexOf(Kept, property.Name) < 0 && !isWish)
                    names.Add(property.Name);
            }

            return names;
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
