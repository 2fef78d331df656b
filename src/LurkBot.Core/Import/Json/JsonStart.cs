using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The fields of a JSON object whose end may be missing; of an array, those of its first element.</summary>
internal sealed class JsonStart
{
    private const int LongestText = 1024;
    private const int MostPaths = 4096;
    private const int Deepest = 8;

    private readonly Dictionary<string, string?> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);

    private JsonStart()
    {
    }

    /// <summary>Whether the object stands in an array.</summary>
    public bool InArray { get; private set; }

    /// <summary>Reads as far as the bytes go.</summary>
    public static JsonStart Read(ReadOnlySpan<byte> bytes)
    {
        var start = new JsonStart();
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            start.ReadFields(new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 1000 })));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What was read before the damage still tells the format.
        }

        return start;
    }

    /// <summary>Whether its end is there.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether it has a field.</summary>
    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>The text of a field; null when there is none, or it is no short string.</summary>
    public string? Text(string name) => fields.GetValueOrDefault(name);

    /// <summary>Whether there is a field deeper down.</summary>
    /// <param name="pattern">Names with slashes between them: <c>*</c> for any, <c>[]</c> for an element of an array.</param>
    public bool HasPath(string pattern)
    {
        var wanted = pattern.Split('/');
        return paths.Any(path => path.Split('/') is var parts && parts.Length == wanted.Length && parts.Zip(wanted).All(pair => pair.Second is "*" || string.Equals(pair.First, pair.Second, StringComparison.Ordinal)));
    }

    private void ReadFields(Utf8JsonReader json)
    {
        if (!json.Read())
            return;
        if (json.TokenType == JsonTokenType.StartArray)
        {
            InArray = true;
            if (!json.Read())
                return;
        }

        if (json.TokenType != JsonTokenType.StartObject)
            return;
        var (containers, path) = (new Stack<string>([""]), "");
        while (containers.Count > 0 && json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                path = Below(containers.Peek(), json.GetString()!.Replace('/', '\uFFFD'));
                if (containers.Count == 1)
                    fields[json.GetString()!] = null;
                if (containers.Count <= Deepest && paths.Count < MostPaths)
                    paths.Add(path);
                continue;
            }

            if (json.TokenType is JsonTokenType.StartObject)
                containers.Push(path);
            else if (json.TokenType is JsonTokenType.StartArray)
                containers.Push(path = Below(path, "[]"));
            else if (json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                containers.Pop();
            else if (containers.Count == 1 && json.TokenType is JsonTokenType.String && json.ValueSpan.Length <= LongestText)
                fields[path] = json.GetString();
            // The next value of an array has the array's path again.
            if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && containers.TryPeek(out var around))
                path = around;
        }

        IsWhole = containers.Count == 0;
    }

    /// <summary>Deeper down than is asked for, paths would only grow.</summary>
    private static string Below(string path, string name) => path.Length == 0 ? name : path.Length > 4 * LongestText ? path : $"{path}/{name}";
}
