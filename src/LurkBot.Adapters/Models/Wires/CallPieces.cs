using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Puts tool calls together from their pieces. Ids and indexes are hints: servers send them twice, empty, or not at all.</summary>
/// <param name="tools">The names of the tools that the model was told.</param>
internal sealed class CallPieces(IReadOnlySet<string> tools)
{
    /// <summary>What is nested deeper, a history cannot keep.</summary>
    private const int MaximumDepth = 64;

    private readonly List<Call> calls = [];

    /// <summary>How many calls there are.</summary>
    public int Count => calls.Count;

    /// <summary>A piece of a call.</summary>
    /// <param name="id">The id; empty or null when the server gives none.</param>
    /// <param name="index">The index; null when the server gives none.</param>
    /// <param name="name">The name or a piece of it.</param>
    /// <param name="arguments">The arguments or a piece of them: a string or an object.</param>
    /// <param name="extra">What the provider wants back with the call, as raw JSON.</param>
    /// <param name="isWhole">Whether it is all of a call.</param>
    public void Add(string? id, long? index, string? name, JsonElement arguments, string? extra, bool isWhole = false)
    {
        (id, name) = (string.IsNullOrEmpty(id) ? null : id, string.IsNullOrEmpty(name) ? null : name);
        var isText = arguments.ValueKind == JsonValueKind.String;
        var text = isText ? JsonField.Text(arguments) : arguments.ValueKind is JsonValueKind.Undefined ? "" : arguments.GetRawText();
        var call = isWhole ? null : Find(id, index, name, text);
        if (call is null)
        {
            if (name is null && id is null && text.Length == 0)
                return;
            calls.Add(call = new Call(id, index));
        }

        call.Id ??= id;
        call.Extra = extra ?? call.Extra;
        if (name is not null)
            call.Name = NameOf(call.Name, name);
        call.Add(text, isAll: !isText && text.Length > 0);
    }

    /// <summary>The calls, each with an id of the provider's or none.</summary>
    public IEnumerable<(FunctionCallContent Content, string? Extra)> ToContents()
    {
        foreach (var call in calls.Where(call => call.Name.Length > 0))
            yield return (FunctionCallContent.CreateFromParsedArguments(TextJoiner.Join(call.Arguments.ToString()), call.Id ?? "", Known(call.Name), Parse), call.Extra);
    }

    /// <summary>The arguments of a call, by whatever name they go.</summary>
    public static JsonElement ArgumentsOf(JsonElement function) =>
        ((string[])["arguments", "parameters", "input"]).Select(name => JsonField.Of(function, name)).FirstOrDefault(value => value.ValueKind != JsonValueKind.Undefined);

    /// <summary>The tool that is meant where a model's own marks stand around its name.</summary>
    private string Known(string name)
    {
        if (tools.Contains(name))
            return name;
        var bare = name.Trim();
        bare = bare.IndexOf("<|", StringComparison.Ordinal) is > 0 and var mark ? bare[..mark] : bare;
        bare = bare.StartsWith("functions.", StringComparison.Ordinal) ? bare["functions.".Length..] : bare;
        return tools.Contains(bare) ? bare : name;
    }

    private Call? Find(string? id, long? index, string? name, string text)
    {
        var call = index is null ? calls.LastOrDefault() : calls.FindLast(other => other.Index == index);
        if (id is not null && call?.Id is not null && !string.Equals(id, call.Id, StringComparison.Ordinal))
        {
            // A piece of another call that is under way, or a new one; without a name it begins none.
            var same = calls.FindLast(other => string.Equals(other.Id, id, StringComparison.Ordinal));
            call = same ?? (name is null ? call : null);
        }
        else if (call is null)
        {
            // An index that counts pieces.
            call = name is null ? calls.LastOrDefault() : calls.FindLast(other => id is not null && string.Equals(other.Id, id, StringComparison.Ordinal) && !other.IsComplete && other.Arguments.Length > 0);
        }

        return call is not null && name is not null && Begins(call, name, text) ? null : call;
    }

    /// <summary>Whether a piece with a name begins a new call, where ids and indexes say nothing else.</summary>
    private bool Begins(Call call, string name, string text)
    {
        if (call.IsComplete)
            return call.Name.Length > 0 && (text.Length > 0 || !string.Equals(name, call.Name, StringComparison.Ordinal));
        // Half of a name is not a tool's name.
        return call.Name.Length > 0 && !string.Equals(name, call.Name, StringComparison.Ordinal) && tools.Contains(call.Name) && tools.Contains(name);
    }

    /// <summary>A name comes whole, in pieces, or growing.</summary>
    private string NameOf(string before, string name) =>
        tools.Contains(before) || string.Equals(before, name, StringComparison.Ordinal) ? before : name.StartsWith(before, StringComparison.Ordinal) && tools.Contains(name) ? name : before + name;

    /// <exception cref="JsonException">They are not a JSON object.</exception>
    private static Dictionary<string, object?> Parse(string text)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(text))
            return fields;
        using var json = Read(text);
        var root = json.RootElement;
        if (root.ValueKind == JsonValueKind.Null)
            return fields;
        // Some encode them twice.
        if (root.ValueKind == JsonValueKind.String && JsonField.Text(root) is { } inner && !string.Equals(inner, text, StringComparison.Ordinal))
            return Parse(inner);
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("not an object");
        try
        {
            foreach (var field in root.EnumerateObject())
                fields[field.Name] = field.Value.Clone();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a name that is not text", e);
        }

        return fields;
    }

    /// <exception cref="JsonException">It is not JSON, nor nearly.</exception>
    private static JsonDocument Read(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            return LooseJson.Parse(Encoding.UTF8.GetBytes(text), MaximumDepth) ?? throw new JsonException("not JSON", e);
        }
    }

    private sealed class Call(string? id, long? index)
    {
        private JsonScan scan;

        public string? Id { get; set; } = id;

        public long? Index => index;

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();

        /// <summary>Whether the arguments are a whole object.</summary>
        public bool IsComplete { get; private set; }

        public string? Extra { get; set; }

        /// <summary>Adds a piece of the arguments, or all of them.</summary>
        public void Add(string text, bool isAll)
        {
            if (isAll)
            {
                Arguments.Clear();
                scan = default;
            }

            Arguments.Append(text);
            foreach (var character in text)
                IsComplete |= scan.Ends(character > 127 ? (byte)'x' : (byte)character);
            IsComplete &= !scan.IsOpen;
        }
    }
}
