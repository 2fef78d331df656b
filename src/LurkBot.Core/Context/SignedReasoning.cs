using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Context;

/// <summary>
/// What a provider gives with a step and wants back, unchanged. Anthropic signs its thinking blocks: the history keeps the text once, and
/// beside it the signatures with the lengths of the pieces that they sign. Others want back their reasoning as a field, encrypted
/// reasoning, or signatures of calls: the history keeps those as the provider's own JSON. Whose it is travels with each content, so
/// that no provider ever gets another's.
/// </summary>
internal static class SignedReasoning
{
    private const string ProviderProperty = "lurkbot.provider";
    private const string RedactedProperty = "lurkbot.redacted";

    /// <summary>Tells a provider's own JSON from a signature; no signature holds a colon.</summary>
    private const string ReturnedMark = "lurkbot.returned:";

    /// <summary>Marks reasoning as a provider's own.</summary>
    /// <param name="content">What came from it.</param>
    /// <param name="provider">Its name, such as <c>anthropic</c>.</param>
    /// <param name="redacted">Whether it is there only in the provider's encryption.</param>
    public static void Stamp(TextReasoningContent content, string provider, bool redacted)
    {
        content.AdditionalProperties ??= [];
        content.AdditionalProperties[ProviderProperty] = provider;
        if (redacted)
            content.AdditionalProperties[RedactedProperty] = true;
    }

    /// <summary>Whose reasoning it is; null when nobody wants it back.</summary>
    public static string? ProviderOf(TextReasoningContent content) => content.AdditionalProperties?.TryGetValue(ProviderProperty, out var provider) == true ? provider as string : null;

    /// <summary>Whether it is there only in the provider's encryption.</summary>
    public static bool IsRedacted(TextReasoningContent content) => content.AdditionalProperties?.ContainsKey(RedactedProperty) == true;

    /// <summary>What goes back to a provider with a step, as that provider's own JSON.</summary>
    /// <param name="json">A JSON object.</param>
    internal static TextReasoningContent CreateReturned(string json) => new("") { ProtectedData = ReturnedMark + json };

    /// <summary>The provider's own JSON; null when the content has none.</summary>
    internal static string? ReturnedOf(TextReasoningContent content) =>
        content.ProtectedData is { } data && data.StartsWith(ReturnedMark, StringComparison.Ordinal) ? data[ReturnedMark.Length..] : null;

    /// <summary>What the history keeps of the signatures in a response.</summary>
    /// <param name="contents">The response.</param>
    /// <returns>A JSON object; null when nothing is signed.</returns>
    public static string? Write(IReadOnlyList<AIContent> contents)
    {
        var thoughts = contents.OfType<TextReasoningContent>().ToList();
        if (thoughts.Find(thought => !string.IsNullOrEmpty(thought.ProtectedData) && ProviderOf(thought) is not null) is not { } signed)
            return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            var returned = thoughts.Find(thought => ReturnedOf(thought) is not null);
            json.WriteString("provider"u8, ProviderOf(returned ?? signed));
            if (returned is not null)
            {
                json.WritePropertyName("returned"u8);
                json.WriteRawValue(ReturnedOf(returned)!);
                json.WriteEndObject();
                json.Flush();
                return Encoding.UTF8.GetString(stream.ToArray());
            }

            json.WriteStartArray("blocks"u8);
            foreach (var thought in thoughts)
            {
                json.WriteStartObject();
                json.WriteNumber("length"u8, thought.Text.Length);
                if (!string.IsNullOrEmpty(thought.ProtectedData))
                    json.WriteString(IsRedacted(thought) ? "redacted"u8 : "signature"u8, thought.ProtectedData);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The signed reasoning of an entry, as it came; none when its text is not what was signed.</summary>
    public static IReadOnlyList<TextReasoningContent> Of(AssistantEntry entry)
    {
        var text = entry.Reasoning ?? "";
        var (thoughts, at) = (new List<TextReasoningContent>(), 0);
        if (entry.ReasoningProof is not { } proof)
            return thoughts;
        try
        {
            using var json = JsonDocument.Parse(proof, EntryJson.DeepJson);
            var provider = json.RootElement.GetProperty("provider"u8).GetString()!;
            if (json.RootElement.TryGetProperty("returned"u8, out var returned))
            {
                var whole = new TextReasoningContent(text) { ProtectedData = ReturnedMark + returned.GetRawText() };
                Stamp(whole, provider, redacted: false);
                return returned.ValueKind == JsonValueKind.Object ? [whole] : [];
            }

            foreach (var block in json.RootElement.GetProperty("blocks"u8).EnumerateArray())
            {
                var length = block.GetProperty("length"u8).GetInt32();
                if (length < 0 || length > text.Length - at)
                    return [];
                var isRedacted = block.TryGetProperty("redacted"u8, out var data);
                if (isRedacted || block.TryGetProperty("signature"u8, out data))
                {
                    var thought = new TextReasoningContent(text.Substring(at, length)) { ProtectedData = data.GetString() };
                    Stamp(thought, provider, isRedacted);
                    thoughts.Add(thought);
                }

                at += length;
            }

            return at == text.Length ? thoughts : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Somebody edited the file: reasoning without its signature is of no use to the provider.
            return [];
        }
    }
}
