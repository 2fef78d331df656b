using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LurkBot.Text;

namespace LurkBot.Export;

/// <summary>Masks secrets inside the strings and names of a JSON text; all other bytes stay as they are.</summary>
internal static class JsonRedactor
{
    /// <summary>Fields of a session and of its entries lie at most so deep: in an entry of the document's array.</summary>
    private const int DeepestEntryField = 3;

    /// <summary>An entry nests up to 1000 deep, inside the document's array.</summary>
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1000 + DeepestEntryField };

    /// <summary>Writes the text with its secrets masked.</summary>
    /// <param name="bytes">One JSON value, UTF-8.</param>
    /// <param name="output">Where to.</param>
    /// <param name="redactor">What finds the secrets.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Write(ReadOnlySpan<byte> bytes, Stream output, SecretRedactor redactor)
    {
        var json = new Utf8JsonReader(bytes, Deep);
        var (written, name, secretDepth) = (0, "", int.MaxValue);
        while (json.Read())
        {
            // What stands below a secret's name is a secret, however it is wrapped.
            if (json.CurrentDepth <= secretDepth && json.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray)
                secretDepth = int.MaxValue;
            var start = (int)json.TokenStartIndex;
            var replacement = json.TokenType switch
            {
                JsonTokenType.PropertyName => Name(ref json, redactor, out name),
                JsonTokenType.String => Value(ref json, redactor, name, secretDepth < int.MaxValue),
                JsonTokenType.Number when secretDepth < int.MaxValue => redactor.RedactValue("number"),
                _ => null,
            };
            if (json.TokenType == JsonTokenType.PropertyName && secretDepth == int.MaxValue && SecretRedactor.IsSecretName(name))
                secretDepth = json.CurrentDepth;
            if (replacement is null)
                continue;
            output.Write(bytes[written..start]);
            output.Write(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(replacement, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""));
            written = start + json.ValueSpan.Length + (json.TokenType == JsonTokenType.Number ? 0 : 2);
        }

        output.Write(bytes[written..]);
    }

    private static string? Name(ref Utf8JsonReader json, SecretRedactor redactor, out string name)
    {
        name = Text(ref json) ?? "";
        var redacted = redactor.RedactName(name);
        return redacted == name ? null : redacted;
    }

    private static string? Value(ref Utf8JsonReader json, SecretRedactor redactor, string name, bool secret)
    {
        if (Text(ref json) is not { } text)
            return redactor.RedactValue("unreadable");
        var redacted = secret ? redactor.RedactValue(text)
            : json.CurrentDepth <= DeepestEntryField && IsIdentity(name) ? redactor.RedactName(text)
            : redactor.Redact(text);
        return redacted == text ? null : redacted;
    }

    /// <summary>Null when it holds half a surrogate pair or is no UTF-8.</summary>
    private static string? Text(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the field names a session or a message: <c>cli:token:main</c> assigns nothing.</summary>
    private static bool IsIdentity(string name) => name is "key" or "chat_id" or "channel" or "source" or "reply_to" or "origin" or "role" or "at" or "created_at" or "updated_at" or "id" or "tool_call_id";
}
