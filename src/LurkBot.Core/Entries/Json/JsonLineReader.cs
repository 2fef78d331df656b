using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace LurkBot.Entries;

/// <summary>
/// Reads the JSON (RFC 8259) of one line, with the interface of <see cref="Utf8JsonReader"/> and its answers. It exists for the
/// first milliseconds of a process: the framework's reader searches with vectors that are compiled anew at each start.
/// </summary>
/// <param name="bytes">The whole JSON text, UTF-8.</param>
internal ref struct JsonLineReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 1000;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;
    private int tokenStart;
    private int textStart;
    private int textEnd;
    private bool escaped;
    // For each level of nesting, whether it is an object: sixty-four bits, and an array for what nests deeper.
    private ulong objects;
    private bool[]? deepObjects;
    private int depth;

    /// <summary>A reader that has read the opening brace of an object already.</summary>
    /// <param name="rest">What follows the brace.</param>
    public static JsonLineReader Inside(ReadOnlySpan<byte> rest)
    {
        var json = new JsonLineReader(rest) { TokenType = JsonTokenType.StartObject, depth = 1 };
        json.objects = 1;
        return json;
    }

    /// <summary>What was read last.</summary>
    public JsonTokenType TokenType { get; private set; }

    /// <summary>Whether nothing follows what was read last, not even blanks.</summary>
    public readonly bool IsAtEnd => position == bytes.Length;

    private readonly bool InObject => depth <= 64 ? (objects & (1UL << (depth - 1))) != 0 : deepObjects![depth - 65];

    private readonly ReadOnlySpan<byte> Text => bytes[textStart..textEnd];

    /// <summary>Reads the next token.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="JsonException">The text is no JSON, or nests deeper than 1000, the limit of the writer.</exception>
    public bool Read()
    {
        SkipBlanks();
        if (TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
            return ReadValue();
        if (TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            return Peek() == (InObject ? '}' : ']') ? ReadEnd() : ReadMember();
        if (depth == 0)
            return position == bytes.Length ? false : throw Bad();
        if (Peek() != ',')
            return ReadEnd();
        position++;
        SkipBlanks();
        return ReadMember();
    }

    /// <summary>Goes to the end of the value, if it is an object or an array.</summary>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
            Read();
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var outside = depth - 1;
        while (depth > outside)
            Read();
    }

    /// <summary>The text of a string or name; null for null.</summary>
    /// <exception cref="InvalidOperationException">It is another token, no UTF-8, or half a surrogate pair.</exception>
    public readonly string? GetString()
    {
        if (TokenType == JsonTokenType.Null)
            return null;
        if (TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            throw new InvalidOperationException("It is no text.");
        try
        {
            return StrictUtf8.GetString(escaped ? JsonEscapes.Resolve(Text) : Text);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException("The text is no UTF-8.", e);
        }
    }

    /// <summary>Whether the string or name is this one.</summary>
    public readonly bool ValueTextEquals(ReadOnlySpan<byte> text) => escaped
        ? string.Equals(GetString(), Encoding.UTF8.GetString(text), StringComparison.Ordinal)
        : Text.SequenceEqual(text);

    /// <summary>The length in bytes of the string or name, as the text that it stands for.</summary>
    public readonly int ValueLength => escaped ? JsonEscapes.Resolve(Text).Length : textEnd - textStart;

    public readonly bool GetBoolean() => TokenType == JsonTokenType.True;

    /// <summary>The whole number; false when it has a fraction or is out of range.</summary>
    public readonly bool TryGetInt64(out long value) =>
        Utf8Parser.TryParse(Text, out value, out var length) && length == Text.Length;

    /// <summary>The whole number.</summary>
    /// <exception cref="FormatException">It is none, or out of range.</exception>
    public readonly int GetInt32() => TokenType != JsonTokenType.Number
        ? throw new InvalidOperationException("It is no number.")
        : TryGetInt64(out var value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new FormatException("The number is out of range.");

    /// <summary>The UUID.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public readonly Guid GetGuid() => TokenType != JsonTokenType.String
        ? throw new InvalidOperationException("It is no text.")
        : Utf8Parser.TryParse(Text, out Guid value, out var length, 'D') && length == Text.Length ? value : throw new FormatException("It is no UUID.");

    /// <summary>The point in time; false when it is none.</summary>
    public readonly bool TryGetDateTimeOffset(out DateTimeOffset value)
    {
        // What we write: 2026-01-30T10:00:00Z, with up to seven digits of a second. All other forms are rare.
        value = default;
        if (TokenType != JsonTokenType.String)
            return false;
        var text = Text;
        if (text.Length is < 20 or > 28 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z'
            || (text.Length > 20 && (text[19] != '.' || text.Length == 21)))
            return TryGetUnusualTime(out value);
        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute, second) = (Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]));
        var fraction = text.Length == 20 ? 0 : Digits(text[20..^1]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || fraction < 0)
            return TryGetUnusualTime(out value);
        for (var i = text.Length; i is > 20 and < 28; i++)
            fraction *= 10;
        value = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(fraction);
        return true;
    }

    /// <summary>The point in time.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public readonly DateTimeOffset GetDateTimeOffset() => TokenType != JsonTokenType.String
        ? throw new InvalidOperationException("It is no text.")
        : TryGetDateTimeOffset(out var value) ? value : throw new FormatException("It is no point in time.");

    /// <summary>The whole value as it stands there; the reader is at its end afterwards.</summary>
    public string GetRawText()
    {
        var start = tokenStart;
        Skip();
        return Encoding.UTF8.GetString(bytes[start..position]);
    }

    /// <summary>Where the whole value stands in the text; the reader is at its end afterwards.</summary>
    public (int Start, int Length) SkipValue()
    {
        var start = tokenStart;
        Skip();
        return (start, position - start);
    }

    /// <summary>The number that digits make; -1 when they are none.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            number = (number * 10) + digit - '0';
        }

        return number;
    }

    private readonly bool TryGetUnusualTime(out DateTimeOffset value)
    {
        var json = new Utf8JsonReader(bytes[tokenStart..position]);
        json.Read();
        return json.TryGetDateTimeOffset(out value);
    }

    private readonly char Peek() => position < bytes.Length ? (char)bytes[position] : throw Bad();

    private readonly JsonException Bad() => new($"The JSON is damaged at byte {position}.");

    private void SkipBlanks()
    {
        while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            position++;
    }

    private bool ReadMember()
    {
        if (!InObject)
            return ReadValue();
        if (Peek() != '"')
            throw Bad();
        ReadText(JsonTokenType.PropertyName);
        SkipBlanks();
        if (Peek() != ':')
            throw Bad();
        position++;
        return true;
    }

    private bool ReadValue()
    {
        tokenStart = position;
        switch (Peek())
        {
            case '{' or '[':
                if (depth == DeepestNesting)
                    throw new JsonException("The JSON nests too deeply.");
                TokenType = bytes[position++] == '{' ? JsonTokenType.StartObject : JsonTokenType.StartArray;
                Nest(TokenType == JsonTokenType.StartObject);
                return true;
            case '"':
                return ReadText(JsonTokenType.String);
            case 't':
                return ReadWord("true"u8, JsonTokenType.True);
            case 'f':
                return ReadWord("false"u8, JsonTokenType.False);
            case 'n':
                return ReadWord("null"u8, JsonTokenType.Null);
            default:
                return ReadNumber();
        }
    }

    private void Nest(bool isObject)
    {
        if (depth < 64)
            objects = isObject ? objects | (1UL << depth) : objects & ~(1UL << depth);
        else
            (deepObjects ??= new bool[DeepestNesting - 64])[depth - 64] = isObject;
        depth++;
    }

    private bool ReadEnd()
    {
        if (Peek() != (InObject ? '}' : ']'))
            throw Bad();
        TokenType = InObject ? JsonTokenType.EndObject : JsonTokenType.EndArray;
        position++;
        depth--;
        return true;
    }

    private bool ReadWord(ReadOnlySpan<byte> word, JsonTokenType type)
    {
        if (!bytes[position..].StartsWith(word))
            throw Bad();
        position += word.Length;
        TokenType = type;
        return true;
    }

    private bool ReadText(JsonTokenType type)
    {
        escaped = false;
        position++;
        var rest = bytes[position..];
        for (var i = 0; i < rest.Length; i++)
        {
            var letter = rest[i];
            if (letter == '"')
            {
                (textStart, textEnd, TokenType) = (position, position + i, type);
                position += i + 1;
                return true;
            }

            if (letter < ' ')
                throw Bad();
            if (letter != '\\')
                continue;
            escaped = true;
            i += JsonEscapes.LengthAt(rest[i..]) is > 0 and var length ? length - 1 : throw Bad();
        }

        throw Bad();
    }

    private bool ReadNumber()
    {
        escaped = false;
        textStart = position;
        if (Peek() == '-')
            position++;
        if (Peek() == '0')
            position++;
        else
            ReadDigits();
        if (position < bytes.Length && bytes[position] == '.')
        {
            position++;
            ReadDigits();
        }

        if (position < bytes.Length && bytes[position] is (byte)'e' or (byte)'E')
        {
            position++;
            if (Peek() is '+' or '-')
                position++;
            ReadDigits();
        }

        textEnd = position;
        TokenType = JsonTokenType.Number;
        return true;
    }

    private void ReadDigits()
    {
        if (!char.IsAsciiDigit(Peek()))
            throw Bad();
        while (position < bytes.Length && char.IsAsciiDigit((char)bytes[position]))
            position++;
    }
}
