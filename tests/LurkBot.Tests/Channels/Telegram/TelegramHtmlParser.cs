using System.Globalization;
using System.Text;

namespace LurkBot.Tests.Channels.Telegram;

/// <summary>
/// Reads the HTML of <c>parse_mode=HTML</c> by the rules of the real server: the same tags, the four named references, the same refusals
/// with offsets in UTF-8 bytes.
/// </summary>
internal sealed class TelegramHtmlParser
{
    private static readonly HashSet<string> Tags = new(StringComparer.Ordinal)
    {
        "a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "tg-emoji", "tg-time", "span", "pre", "code", "blockquote",
    };

    private readonly byte[] source;
    private readonly List<byte> text = [];
    private readonly Stack<(string Tag, string Argument, int Offset, int Start)> open = new();
    private readonly List<TextEntity> entities = [];
    private readonly List<TextEntity> dropped = [];
    private int position;
    private int units;
    private bool hasSurrogates;

    private TelegramHtmlParser(string html) => source = Encoding.UTF8.GetBytes(html);

    /// <summary>Reads markup alone: what the server does before it trims the text and looks at its length.</summary>
    /// <exception cref="BotApiException">The markup is refused.</exception>
    public static ParsedText Parse(string html) => new TelegramHtmlParser(html).Run();

    /// <summary>Reads the text of <c>sendMessage</c>, <c>editMessageText</c> or a caption: markup, then <see cref="TelegramText.Check"/>.</summary>
    /// <param name="html">The parameter.</param>
    /// <param name="longest">The limit in code points: 4096, or 1024 for a caption.</param>
    /// <exception cref="BotApiException">The markup is refused, or nothing is left, or too much.</exception>
    public static ParsedText ParseMessage(string html, int longest = TelegramText.LongestMessage) => TelegramText.Check(Parse(html), longest);

    private byte At(int index) => index < source.Length ? source[index] : (byte)0;

    private ParsedText Run()
    {
        while (position < source.Length)
        {
            if (source[position] == '&' && Reference() is var code and not 0)
                Append(code);
            else if (source[position] != '<')
                Copy(source[position++]);
            else if (At(position + 1) == '/')
                EndTag();
            else
                StartTag();
        }

        if (open.TryPeek(out var last))
            throw Refused($"Can't find end tag corresponding to start tag \"{last.Tag}\"");
        var bytes = text.ToArray();
        if (hasSurrogates && !System.Text.Unicode.Utf8.IsValid(bytes))
            throw Refused("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units");
        return TelegramText.Sort(Encoding.UTF8.GetString(bytes), entities, dropped);
    }

    private void Copy(byte unit)
    {
        if ((unit & 0xC0) != 0x80)
            units += unit >= 0xF0 ? 2 : 1;
        text.Add(unit);
    }

    private void Append(int code)
    {
        units += code > 0xFFFF ? 2 : 1;
        hasSurrogates |= code is >= 0xD800 and <= 0xDFFF;
        text.AddRange(Encode(code));
    }

    private static byte[] Encode(int code) => code is >= 0xD800 and <= 0xDFFF
        ? [(byte)(0xE0 | (code >> 12)), (byte)(0x80 | ((code >> 6) & 0x3F)), (byte)(0x80 | (code & 0x3F))]
        : Encoding.UTF8.GetBytes(char.ConvertFromUtf32(code));

    /// <summary>Reads a reference and steps over it; 0 for what is none and stays text.</summary>
    private int Reference()
    {
        var end = position + 1;
        long code = 0;
        if (At(end) == '#')
        {
            var hexadecimal = At(++end) == 'x';
            end += hexadecimal ? 1 : 0;
            for (; hexadecimal ? char.IsAsciiHexDigit((char)At(end)) : char.IsAsciiDigit((char)At(end)); end++)
                code = unchecked((uint)((code * (hexadecimal ? 16 : 10)) + int.Parse(((char)At(end)).ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
            if (code == 0 || code >= 0x10FFFF || end - position >= 10)
                return 0;
        }
        else
        {
            while (char.IsAsciiLetter((char)At(end)))
                end++;
            code = Slice(position + 1, end) switch { "lt" => '<', "gt" => '>', "amp" => '&', "quot" => '"', _ => 0 };
            if (code == 0)
                return 0;
        }

        position = At(end) == ';' ? end + 1 : end;
        return (int)code;
    }

    private void StartTag()
    {
        var begin = position++;
        while (!IsSpace(At(position)) && At(position) != '>')
            position++;
        if (At(position) == 0)
            throw Refused($"Unclosed start tag at byte offset {begin}");
        var tag = Slice(begin + 1, position).ToLowerInvariant();
        if (!Tags.Contains(tag))
            throw Refused($"Unsupported start tag \"{tag}\" at byte offset {begin}");
        var argument = "";
        while (At(position) != '>')
        {
            SkipSpace();
            if (At(position) == '>')
                break;
            var (name, value) = Attribute(tag, begin);
            argument = (tag, name) switch
            {
                ("a", "href") or ("tg-emoji", "emoji-id") or ("tg-time", "unix") => value ?? argument,
                ("code", "class") when value?.StartsWith("language-", StringComparison.Ordinal) == true => value[9..],
                ("span", "class") when value?.StartsWith("tg-", StringComparison.Ordinal) == true => value[3..],
                ("blockquote", "expandable") => "expandable",
                _ => argument,
            };
        }

        position++;
        if (tag == "span" && argument != "spoiler")
            throw Refused($"Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}");
        open.Push((tag, argument, units, text.Count));
    }

    private (string Name, string? Value) Attribute(string tag, int begin)
    {
        var start = position;
        while (!IsSpace(At(position)) && At(position) is not ((byte)'=' or (byte)'>'))
            position++;
        var name = Slice(start, position);
        if (name.Length == 0 && At(position) == '=')
            throw Refused($"Empty attribute name in the tag \"{tag}\" at byte offset {begin}");
        SkipSpace();
        if (At(position) == 0)
            throw Refused($"Unclosed start tag \"{tag}\" at byte offset {begin}");
        if (At(position) != '=')
            return (name, null);
        position++;
        SkipSpace();
        if (At(position) == 0)
            throw Refused($"Unclosed start tag \"{tag}\" at byte offset {begin}");
        var value = At(position) is (byte)'"' or (byte)'\'' ? Quoted() : Token();
        return At(position) == 0 ? throw Refused($"Unclosed start tag at byte offset {begin}") : (name, value);
    }

    private string Token()
    {
        var start = position;
        while (char.IsAsciiLetterOrDigit((char)At(position)) || At(position) is (byte)'.' or (byte)'-')
            position++;
        if (!IsSpace(At(position)) && At(position) != '>')
            throw Refused($"Unexpected end of name token at byte offset {start}");
        return Slice(start, position).ToLowerInvariant();
    }

    private string Quoted()
    {
        var quote = At(position++);
        using var value = new MemoryStream();
        while (At(position) != quote && At(position) != 0)
        {
            if (At(position) == '&' && Reference() is var code and not 0)
                value.Write(Encode(code));
            else
                value.WriteByte(source[position++]);
        }

        position += At(position) == quote ? 1 : 0;
        return Encoding.UTF8.GetString(value.ToArray());
    }

    private void EndTag()
    {
        var begin = position;
        if (!open.TryPop(out var opened))
            throw Refused($"Unexpected end tag at byte offset {begin}");
        position += 2;
        while (!IsSpace(At(position)) && At(position) != '>')
            position++;
        var name = Slice(begin + 2, position).ToLowerInvariant();
        SkipSpace();
        if (At(position) != '>')
            throw Refused($"Unclosed end tag at byte offset {begin}");
        position++;
        if (name.Length > 0 && name != opened.Tag)
            throw Refused($"Unmatched end tag at byte offset {begin}, expected \"</{opened.Tag}>\", found \"</{name}>\"");
        if (units > opened.Offset)
            Close(opened.Tag, opened.Argument, opened.Offset, Encoding.UTF8.GetString(text.ToArray(), opened.Start, text.Count - opened.Start));
    }

    private void Close(string tag, string argument, int offset, string content)
    {
        var entity = new TextEntity("", offset, units - offset);
        switch (tag)
        {
            case "a":
                Link(entity, argument.Length > 0 ? argument : content);
                break;
            case "pre" or "code" when entities.LastOrDefault() is { } last && last.Offset == entity.Offset && last.Length == entity.Length
                && (tag, last.Type, tag == "pre" ? last.Extra : argument) is ("pre", "code", { Length: > 0 }) or ("code", "pre", { Length: > 0 }):
                entities[^1] = last with { Type = "pre", Extra = last.Extra is { Length: > 0 } ? last.Extra : argument };
                break;
            case "tg-emoji" when !long.TryParse(argument, CultureInfo.InvariantCulture, out var id) || id == 0:
                throw Refused("Invalid custom emoji identifier specified");
            default:
                entities.Add(entity with { Type = TypeOf(tag, argument), Extra = argument.Length > 0 && tag is "code" or "tg-emoji" or "tg-time" ? argument : null });
                break;
        }
    }

    private void Link(TextEntity entity, string address)
    {
        if (TelegramText.UserOf(address) is { } user)
            entities.Add(entity with { Type = "text_mention", Extra = user });
        else if (TelegramText.CheckedLink(address) is { } link)
            entities.Add(entity with { Type = "text_link", Extra = link });
        else
            dropped.Add(entity with { Type = "text_link", Extra = address });
    }

    private static string TypeOf(string tag, string argument) => tag switch
    {
        "b" or "strong" => "bold",
        "i" or "em" => "italic",
        "u" or "ins" => "underline",
        "s" or "strike" or "del" => "strikethrough",
        "tg-spoiler" or "span" => "spoiler",
        "tg-emoji" => "custom_emoji",
        "tg-time" => "date_time",
        "blockquote" => argument.Length > 0 ? "expandable_blockquote" : "blockquote",
        _ => tag,
    };

    private void SkipSpace()
    {
        while (At(position) != 0 && IsSpace(At(position)))
            position++;
    }

    private string Slice(int start, int end) => Encoding.UTF8.GetString(source, start, Math.Min(end, source.Length) - start);

    private static bool IsSpace(byte unit) => unit is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0 or 11;

    private static BotApiException Refused(string reason) => BotApiException.BadRequest("can't parse entities: " + reason);
}
