using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Reads a <c>models.json</c>: people write it, so each mistake is named with its line, and all else is used.</summary>
internal sealed class ModelFileReader
{
    private const int LargestNumber = 100_000_000;
    private const decimal HighestPrice = 1_000_000;

    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly byte[] json;
    private readonly string source;
    private readonly ModelFile file = ModelFile.Empty();
    private long position;

    private ModelFileReader(byte[] json, string source) => (this.json, this.source) = (json, source);

    /// <summary>Reads the file.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <returns>What it says; nothing of it when it is no JSON.</returns>
    public static ModelFile Read(byte[] json, string source)
    {
        var reader = new ModelFileReader(json, source);
        try
        {
            reader.ReadFile();
            return reader.file;
        }
        catch (JsonException e)
        {
            var text = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var end ? e.Message[..end] : e.Message;
            return reader.Unusable(e.LineNumber + 1 ?? 1, text);
        }
        catch (InvalidOperationException)
        {
            return reader.Unusable(reader.Line, "a text is not UTF-8.");
        }
    }

    private long Line => 1 + json.AsSpan(0, (int)position).Count((byte)'\n');

    private ModelFile Unusable(long line, string text)
    {
        var empty = ModelFile.Empty();
        empty.Problems.Add($"{source}, line {line}: {text} Nothing of the file is used.");
        return empty;
    }

    private void ReadFile()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var reader = new Utf8JsonReader(json.AsSpan().StartsWith(mark) ? Blank(json) : json, Lenient);
        reader.Read();
        if (!IsObject(ref reader, "the file"))
            return;
        while (NextField(ref reader) is { } name)
        {
            reader.Read();
            if (name is "aliases" && IsObject(ref reader, name))
                ReadAliases(ref reader);
            else if (name is "models" && IsObject(ref reader, name))
                ReadModels(ref reader);
            else
                reader.Skip();
        }

        // Whatever follows the end is a mistake, too.
        reader.Read();
    }

    /// <summary>The mark that some editors put first, as spaces, so that positions stay.</summary>
    private static byte[] Blank(byte[] json) => [(byte)' ', (byte)' ', (byte)' ', .. json.AsSpan(3)];

    private void ReadAliases(ref Utf8JsonReader reader)
    {
        while (NextField(ref reader) is { } alias)
        {
            reader.Read();
            var model = reader.TokenType == JsonTokenType.String ? reader.GetString()!.Trim() : "";
            reader.Skip();
            if (!IsName(alias) || alias is "default" or ModelNames.Offline)
                Add($"'{alias}' cannot be an alias: give a word without spaces and commas, other than 'default' and 'offline'.");
            else if (!IsName(model))
                Add($"the alias {alias} must stand for a model's name.");
            else
                file.Aliases[alias] = model;
        }
    }

    private void ReadModels(ref Utf8JsonReader reader)
    {
        while (NextField(ref reader) is { } model)
        {
            reader.Read();
            if (IsObject(ref reader, model))
                file.Models[model] = ReadModel(ref reader, model);
            else
                reader.Skip();
        }
    }

    private ModelFileEntry ReadModel(ref Utf8JsonReader reader, string model)
    {
        var entry = new ModelFileEntry(null, null, null, HasPrice: false);
        while (NextField(ref reader) is { } name)
        {
            reader.Read();
            switch (name)
            {
                case "window":
                    entry = entry with { Window = Tokens(ref reader, $"{name} of {model}") };
                    break;
                case "largest_reply":
                    entry = entry with { LargestReply = Tokens(ref reader, $"{name} of {model}") };
                    break;
                case "price" when reader.TokenType == JsonTokenType.Null:
                    entry = entry with { Price = null, HasPrice = true };
                    break;
                case "price":
                    // A price that is wrong is not known, whatever the list that comes with LurkBot says.
                    entry = entry with { Price = ReadPrice(ref reader, model), HasPrice = true };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return entry;
    }

    private ModelPrice? ReadPrice(ref Utf8JsonReader reader, string model)
    {
        if (!IsObject(ref reader, $"price of {model}"))
        {
            reader.Skip();
            return null;
        }

        decimal? input = null, output = null, cached = null, write = null;
        ModelPrice? longer = null;
        int? over = null;
        var before = file.Problems.Count;
        while (NextField(ref reader) is { } name)
        {
            reader.Read();
            var what = $"{name} of {model}";
            switch (name)
            {
                case "input":
                    input = Price(ref reader, what);
                    break;
                case "output":
                    output = Price(ref reader, what);
                    break;
                case "cached_input":
                    cached = Price(ref reader, what);
                    break;
                case "cache_write":
                    write = Price(ref reader, what);
                    break;
                case "over":
                    over = Tokens(ref reader, what);
                    break;
                case "long":
                    longer = ReadPrice(ref reader, model);
                    if (longer is { LongOver: long.MaxValue })
                        Add($"long of {model} needs 'over', the most input tokens at the usual price.");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (file.Problems.Count > before)
            return null;
        if (input is null || output is null)
        {
            Add($"price of {model} needs both 'input' and 'output', or is null.");
            return null;
        }

        return new ModelPrice(input.Value, output.Value, cached ?? input.Value, write ?? input.Value)
        {
            WhenLong = longer,
            LongOver = longer?.LongOver ?? over ?? long.MaxValue,
        };
    }

    private int? Tokens(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value is >= 1 and <= LargestNumber)
            return value;
        Add($"{what} must be a whole number from 1 to 100000000.");
        reader.Skip();
        return null;
    }

    private decimal? Price(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var value) && value is >= 0 and <= HighestPrice)
            return value;
        Add($"{what} must be US dollars per million tokens, a number from 0 to 1000000.");
        reader.Skip();
        return null;
    }

    private bool IsObject(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        Add($"{what} must be an object: {{ … }}.");
        return false;
    }

    private string? NextField(ref Utf8JsonReader reader)
    {
        reader.Read();
        position = reader.TokenStartIndex;
        return reader.TokenType == JsonTokenType.EndObject ? null : reader.GetString();
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 200 && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == ',');

    private void Add(string problem) => file.Problems.Add($"{source}, line {Line}: {problem}");
}
