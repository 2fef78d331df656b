using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Brings the parameters of a request into their declared types, and says what is wrong with them.</summary>
/// <remarks>The real server ignores parameters that it does not know and reads most wrong types as zero; here each is a problem, so that typos are seen.</remarks>
internal static class BotApiParameters
{
    /// <summary>Reads the parameters of a method.</summary>
    /// <param name="method">The name of the method.</param>
    /// <param name="given">The values as they came: strings in forms, any JSON in JSON bodies.</param>
    /// <param name="files">The uploaded files.</param>
    /// <param name="isJson">Whether the body was JSON, where numbers and flags have their own types.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static JsonObject Read(string method, IEnumerable<KeyValuePair<string, JsonNode?>> given, IReadOnlyDictionary<string, UploadedFile> files, bool isJson, List<string> problems)
    {
        var (schema, parameters) = (BotApiSchema.Methods[method], new JsonObject());
        foreach (var (name, value) in given)
        {
            // A library may send what is not set as null.
            if (value is null)
                continue;
            if (!schema.TryGetValue(name, out var declared))
            {
                problems.Add($"{method} has no parameter {name}");
                continue;
            }

            var converted = Convert(value, declared.Type, isJson);
            if (Problem(converted, declared.Type, name) is { } problem)
                problems.Add($"{method}: {problem}");
            else
                parameters[name] = converted;
        }

        foreach (var name in files.Keys.Where(name => schema.GetValueOrDefault(name).Type != "file" && !IsAttached(name, parameters)))
            problems.Add($"{method}: nothing refers to the file {name}");
        return parameters;
    }

    private static bool IsAttached(string name, JsonObject parameters) =>
        parameters.Any(parameter => parameter.Value!.ToJsonString().Contains($"attach://{name}\"", StringComparison.Ordinal));

    /// <summary>Brings a value of a form into its type. Objects may come as a JSON text in both kinds of bodies.</summary>
    private static JsonNode? Convert(JsonNode value, string type, bool isJson)
    {
        if (value is not JsonValue given || given.GetValueKind() != JsonValueKind.String)
            return value.DeepClone();
        var text = (string)given!;
        switch (type)
        {
            case "string" or "file":
                return text;
            case "chat":
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : text;
            case "int" or "bool" or "float" when isJson:
                return text;
            case "int":
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text;
            case "float":
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : text;
            case "bool":
                return text.ToLowerInvariant() switch { "true" or "1" or "yes" => true, "false" or "0" or "no" => false, _ => text };
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>What is wrong with a value; null for nothing.</summary>
    private static string? Problem(JsonNode? value, string type, string path)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return value is JsonArray items
                ? items.Select((item, at) => Problem(item, type[..^2], $"{path}[{at}]")).FirstOrDefault(problem => problem is not null)
                : $"{path} must be an array";
        }

        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return type switch
        {
            "any" => null,
            "string" or "file" => kind == JsonValueKind.String ? null : $"{path} must be a string",
            "bool" => kind is JsonValueKind.True or JsonValueKind.False ? null : $"{path} must be a boolean",
            "float" => kind == JsonValueKind.Number ? null : $"{path} must be a number",
            "int" => IsInteger(value) ? null : $"{path} must be an integer",
            "chat" => IsInteger(value) || (kind == JsonValueKind.String && ((string)value!).StartsWith('@')) ? null : $"{path} must be an id or a username",
            "ReplyMarkup" => ProblemOfMarkup(value as JsonObject, path),
            _ => value is JsonObject json ? ProblemOfObject(json, type, path) : $"{path} must be an object",
        };
    }

    private static bool IsInteger(JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && long.TryParse(number.ToJsonString(), CultureInfo.InvariantCulture, out _);

    private static string? ProblemOfMarkup(JsonObject? markup, string path)
    {
        foreach (var (key, type) in new[] { ("inline_keyboard", "InlineKeyboardMarkup"), ("keyboard", "ReplyKeyboardMarkup"), ("remove_keyboard", "ReplyKeyboardRemove"), ("force_reply", "ForceReply") })
        {
            if (markup?.ContainsKey(key) == true)
                return ProblemOfObject(markup, type, path);
        }

        return $"{path} must be a reply markup";
    }

    private static string? ProblemOfObject(JsonObject json, string type, string path)
    {
        var schema = BotApiSchema.Objects[type];
        foreach (var (name, value) in json)
        {
            if (value is null)
                continue;
            if (!schema.TryGetValue(name, out var declared))
                return $"{path} ({type}) has no field {name}";
            if (Problem(value, declared.Type, $"{path}.{name}") is { } problem)
                return problem;
        }

        return schema.FirstOrDefault(field => field.Value.IsRequired && json[field.Key] is null) is { Key: { } missing } ? $"{path} ({type}) needs {missing}" : null;
    }
}
