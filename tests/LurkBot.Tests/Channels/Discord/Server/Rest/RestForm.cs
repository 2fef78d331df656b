using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Reads the fields of a body, and collects what is wrong with them as the error tree of code 50035.</summary>
/// <param name="body">The object.</param>
/// <param name="problem">Hears of fields that no documentation names.</param>
/// <param name="path">Where the object stands in the body, with a dot at the end.</param>
internal sealed class RestForm(JsonObject body, Action<string> problem, string path)
{
    public const string UnknownField = "There is no field ";

    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private JsonObject errors = [];

    public RestForm In(JsonObject inner, string name) => new(inner, problem, $"{path}{name}.") { errors = errors };

    public bool Has(string name) => body.ContainsKey(name);

    public JsonNode? Raw(string name)
    {
        known.Add(name);
        return body[name];
    }

    public string? Text(string name, int max, int min = 0, bool isRequired = false)
    {
        if (Raw(name) is not { } node)
        {
            if (isRequired)
                Fail(name, "BASE_TYPE_REQUIRED", "This field is required");
            return null;
        }

        // A number stands for its digits.
        var text = node.GetValueKind() switch
        {
            JsonValueKind.String => (string)node!,
            JsonValueKind.Number => node.ToJsonString(),
            _ => null,
        };
        if (text is null)
            Fail(name, "STRING_TYPE_CONVERT", $"Could not interpret \"{node.ToJsonString()}\" as string.");
        else if (text.Length > max || text.Length < min)
            Fail(name, "BASE_TYPE_BAD_LENGTH", min > 0 ? $"Must be between {min} and {max} in length." : $"Must be {max} or fewer in length.", text.Length > max && min == 0 ? "BASE_TYPE_MAX_LENGTH" : null);
        return text;
    }

    public int? Integer(string name, int min = 0, int max = int.MaxValue, bool isRequired = false)
    {
        if (Raw(name) is not { } node)
        {
            if (isRequired)
                Fail(name, "BASE_TYPE_REQUIRED", "This field is required");
            return null;
        }

        if (node is not JsonValue value || !value.TryGetValue<int>(out var number))
        {
            Fail(name, "NUMBER_TYPE_COERCE", $"Value \"{node.ToJsonString()}\" is not int.");
            return null;
        }

        if (number < min)
            Fail(name, "NUMBER_TYPE_MIN", $"int value should be greater than or equal to {min}.");
        else if (number > max)
            Fail(name, "NUMBER_TYPE_MAX", $"int value should be less than or equal to {max}.");
        return number;
    }

    public bool Flag(string name)
    {
        var node = Raw(name);
        if (node is not null && node.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            Fail(name, "BOOLEAN_TYPE_CONVERT", $"Must be either true or false.");
        return node?.GetValueKind() == JsonValueKind.True;
    }

    public string? Id(string name, bool isRequired = false)
    {
        var id = Text(name, 25, isRequired: isRequired);
        if (id is not null && !Snowflakes.IsValid(id))
            Fail(name, "NUMBER_TYPE_COERCE", $"Value \"{id}\" is not snowflake.");
        return id;
    }

    public JsonObject? Object(string name)
    {
        var node = Raw(name);
        if (node is not null and not JsonObject)
            Fail(name, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        return node as JsonObject;
    }

    public JsonArray? Array(string name, int max)
    {
        var node = Raw(name);
        if (node is not null and not JsonArray)
            Fail(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        if (node is JsonArray array && array.Count > max)
            Fail(name, "BASE_TYPE_BAD_LENGTH", $"Must be {max} or fewer in length.", "BASE_TYPE_MAX_LENGTH");
        return node as JsonArray;
    }

    public void Choice(string name, string value, params string[] choices)
    {
        if (!choices.Contains(value))
            Fail(name, "BASE_TYPE_CHOICES", $"Value must be one of {{{string.Join(", ", choices.Select(choice => $"'{choice}'"))}}}.");
    }

    public void Fail(string name, string code, string message, string? insteadOfCode = null)
    {
        var at = errors;
        foreach (var part in (path + name).Split('.'))
            at = (JsonObject)(at[part] ??= new JsonObject());
        ((JsonArray)(at["_errors"] ??= new JsonArray())).Add(new JsonObject { ["code"] = insteadOfCode ?? code, ["message"] = message });
    }

    /// <summary>Fields that were not read are a problem.</summary>
    public void CheckUnknown()
    {
        foreach (var (name, _) in body)
        {
            if (!known.Contains(name))
                problem(UnknownField + path + name);
        }
    }

    /// <summary>Refuses when something is wrong.</summary>
    public void Check()
    {
        CheckUnknown();
        if (errors.Count > 0)
            throw ToRefusal();
    }

    public RestRefusal ToRefusal() => new(400, 50035, "Invalid Form Body", errors);
}
