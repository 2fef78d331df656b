using System.Text;
using System.Text.Json;
using LurkBot.Interop;

namespace LurkBot.Configuration;

/// <summary>Reads <c>config.json</c>: one object of settings, in which comments and trailing commas are allowed.</summary>
internal static class ConfigFile
{
    private const long LargestFile = 16L << 20;

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the values by name, in the names' order; letter case does not tell names apart.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errors">Gets what is wrong; messages never show values.</param>
    /// <returns>Null for what is not one value; nothing at all when the file as a whole is wrong.</returns>
    public static SortedDictionary<string, string?> Read(string path, List<string> errors)
    {
        var values = new SortedDictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        try
        {
            if (!RegularFile.Is(path))
                errors.Add($"{path} cannot be read: it is not a regular file.");
            else if (new FileInfo(path).Length > LargestFile)
                errors.Add($"{path} cannot be read: it is larger than 16 MB.");
            else if (Parse(Utf8(File.ReadAllBytes(path)), values) is { } problem)
                errors.Add($"{path}, {problem}");
            else
                return values;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} cannot be read: {e.Message}");
        }

        values.Clear();
        return values;
    }

    /// <summary>Reads a file's content.</summary>
    /// <returns>What is wrong with the file, and in which line; null when it is sound.</returns>
    private static string? Parse(ReadOnlySpan<byte> json, SortedDictionary<string, string?> values)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return At(json, reader.TokenStartIndex, "expected an object, { … }.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var start = reader.TokenStartIndex;
                var name = reader.GetString()!;
                reader.Read();
                if (!values.TryAdd(name, Value(ref reader)))
                    return At(json, start, $"{name} is set twice.");
            }

            // Anything that follows throws.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            return $"line {e.LineNumber + 1}: {(end < 0 ? e.Message : e.Message[..end])}";
        }
        catch (InvalidOperationException)
        {
            return At(json, reader.TokenStartIndex, "this text is not UTF-8, or holds half a character (a lone surrogate).");
        }
    }

    /// <summary>A value as text; null when it is not one.</summary>
    private static string? Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return Encoding.ASCII.GetString(reader.ValueSpan);
            case JsonTokenType.True:
                return bool.TrueString;
            case JsonTokenType.False:
                return bool.FalseString;
            case JsonTokenType.StartArray:
                var depth = reader.CurrentDepth;
                reader.Read();
                if (reader.TokenType == JsonTokenType.EndArray)
                    return "";
                while (reader.TokenType != JsonTokenType.EndArray || reader.CurrentDepth > depth)
                    reader.Read();
                return null;
            default:
                reader.Skip();
                return null;
        }
    }

    private static string At(ReadOnlySpan<byte> json, long position, string problem) => $"line {json[..(int)position].Count((byte)'\n') + 1}: {problem}";

    /// <summary>The content in UTF-8 without a mark. Other encodings are known by theirs.</summary>
    private static ReadOnlySpan<byte> Utf8(byte[] content)
    {
        if (content.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            return content.AsSpan(Encoding.UTF8.Preamble.Length);
        if (content is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..]))
            return content;
        using var text = new StreamReader(new MemoryStream(content), detectEncodingFromByteOrderMarks: true);
        return Encoding.UTF8.GetBytes(text.ReadToEnd());
    }
}
