using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Reads the HTML of <c>parse_mode</c> as the real server does, with its refusals; offsets in them are UTF-8 bytes.</summary>
internal sealed class FormattedHtml
{
    private static readonly string[] Tags =
        ["a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "tg-emoji", "tg-time", "span", "pre", "code", "blockquote"];

    private readonly string source;
    private readonly StringBuilder text = new();
    private readonly List<JsonObject> entities = [];
    private readonly Stack<(string Tag, string Argument, int Start)> open = [];
    private int at;

    private FormattedHtml(string source) => this.source = source;

    private char Current => at < source.Length ? source[at] : '\0';

    public static (string Text, JsonArray Entities) Parse(string source)
    {
        var html = new FormattedHtml(source);
        html.Read();
        // Nothing is formatted inside of code.
        var code = html.entities.Where(entity => (string?)entity["type"] is "pre" or "code").ToList();
        var kept = html.entities.Where(entity => !code.Exists(outer => outer != entity && Contains(outer, entity))).OrderBy(Offset).ThenByDescending(Length);
        return (html.text.ToString(), [.. kept]);
    }

    private static int Offset(JsonObject entity) => (int)entity["offset"]!;

    private static int Length(JsonObject entity) => (int)entity["length"]!;

    private static bool Contains(JsonObject outer, JsonObject inner) =>
        Offset(outer) <= Offset(inner) && Offset(inner) + Length(inner) <= Offset(outer) + Length(outer)
        && (Length(inner) < Length(outer) || (string?)inner["type"] is not ("pre" or "code"));

    private void Read()
    {
        while (at < source.Length)
        {
            if (Current == '<')
            {
                var begin = at++;
                if (Current == '/')
                    ReadEnd(begin);
                else
                    ReadStart(begin);
                at++;
            }
            else
            {
                ReadCharacter(text);
            }
        }

        if (open.Count > 0)
            throw Refuse($"Can't find end tag corresponding to start tag \"{open.Peek().Tag}\"");
    }

    private void ReadStart(int begin)
    {
        var tag = ReadWhile(c => !IsSpace(c) && c != '>').ToLowerInvariant();
        if (Current == '\0')
            throw Refuse("Unclosed start tag", begin);
        if (!Tags.Contains(tag))
            throw Refuse($"Unsupported start tag \"{tag}\"", begin);
        var argument = "";
        while (Current != '>')
        {
            ReadWhile(IsSpace);
            if (Current == '>')
                break;
            var name = ReadWhile(c => !IsSpace(c) && c is not ('=' or '>')).ToLowerInvariant();
            if (name.Length == 0)
                throw Refuse(Current == '\0' ? $"Unclosed start tag \"{tag}\"" : $"Empty attribute name in the tag \"{tag}\"", begin);
            ReadWhile(IsSpace);
            var value = Current == '=' ? ReadValue(tag, begin) : "";
            argument = (tag, name) switch
            {
                ("a", "href") or ("tg-emoji", "emoji-id") or ("tg-time", "unix") => value,
                ("code", "class") when value.StartsWith("language-", StringComparison.Ordinal) => value[9..],
                ("span", "class") when value.StartsWith("tg-", StringComparison.Ordinal) => value[3..],
                ("blockquote", "expandable") => "expandable",
                _ => argument,
            };
            if (Current == '\0')
                throw Refuse($"Unclosed start tag \"{tag}\"", begin);
        }

        if (tag == "span" && argument != "spoiler")
            throw Refuse("Tag \"span\" must have class \"tg-spoiler\"", begin);
        open.Push((tag, argument, text.Length));
    }

    private string ReadValue(string tag, int begin)
    {
        at++;
        ReadWhile(IsSpace);
        if (Current == '\0')
            throw Refuse($"Unclosed start tag \"{tag}\"", begin);
        if (Current is not ('"' or '\''))
        {
            var token = at;
            var name = ReadWhile(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-').ToLowerInvariant();
            return IsSpace(Current) || Current == '>' ? name : throw Refuse("Unexpected end of name token", token);
        }

        var (quote, value) = (source[at++], new StringBuilder());
        while (at < source.Length && Current != quote)
            ReadCharacter(value);
        if (++at >= source.Length)
            throw Refuse("Unclosed start tag", begin);
        return value.ToString();
    }

    private void ReadEnd(int begin)
    {
        if (open.Count == 0)
            throw Refuse("Unexpected end tag", begin);
        at++;
        var name = ReadWhile(c => !IsSpace(c) && c != '>');
        ReadWhile(IsSpace);
        if (Current != '>')
            throw Refuse("Unclosed end tag", begin);
        var (tag, argument, start) = open.Pop();
        if (name.Length > 0 && name != tag)
            throw Refuse("Unmatched end tag", begin, $", expected \"</{tag}>\", found \"</{name}>\"");
        if (text.Length > start)
            Add(tag, argument, start);
    }

    private void Add(string tag, string argument, int start)
    {
        var entity = new JsonObject { ["offset"] = start, ["length"] = text.Length - start };
        entity["type"] = tag switch
        {
            "b" or "strong" => "bold",
            "i" or "em" => "italic",
            "s" or "strike" or "del" => "strikethrough",
            "u" or "ins" => "underline",
            "tg-spoiler" or "span" => "spoiler",
            "tg-emoji" => "custom_emoji",
            "tg-time" => "date_time",
            "blockquote" => argument.Length > 0 ? "expandable_blockquote" : "blockquote",
            "a" => "text_link",
            _ => tag,
        };
        switch (tag)
        {
            case "a":
                var address = argument.Length > 0 ? argument : text.ToString(start, text.Length - start);
                // What is no address stays plain text.
                if (!Uri.TryCreate(address.Contains("://", StringComparison.Ordinal) || !address.Contains('.', StringComparison.Ordinal) ? address : "http://" + address, UriKind.Absolute, out var link)
                    || link.Scheme is not ("http" or "https" or "tg" or "mailto" or "tel" or "ton"))
                    return;
                entity["url"] = link.ToString();
                break;
            case "tg-emoji":
                entity["custom_emoji_id"] = argument;
                break;
            case "tg-time":
                entity["unix_time"] = long.TryParse(argument, CultureInfo.InvariantCulture, out var seconds) ? seconds : throw BotApiException.BadRequest("can't parse entities: invalid date");
                break;
            case "code" when argument.Length > 0:
                entity["language"] = argument;
                break;
            case "pre" when entities.LastOrDefault() is { } inner && (string?)inner["type"] == "code" && Offset(inner) == start && Length(inner) == text.Length - start:
                // Code in a block gives the block its language.
                entities.Remove(inner);
                if (inner["language"] is { } language)
                    entity["language"] = language.DeepClone();
                break;
        }

        entities.Add(entity);
    }

    /// <summary>Reads a character, or one of the four named references or a numbered one.</summary>
    private void ReadCharacter(StringBuilder target)
    {
        var end = Current == '&' ? source.IndexOf(';', at) : -1;
        if (end > at + 1 && end - at < 12 && Reference(source[(at + 1)..end]) is { } rune)
        {
            target.Append(rune.ToString());
            at = end + 1;
        }
        else
        {
            target.Append(source[at++]);
        }
    }

    private static Rune? Reference(string name)
    {
        var isHex = name.StartsWith("#x", StringComparison.OrdinalIgnoreCase);
        if (name[0] == '#')
        {
            return int.TryParse(isHex ? name[2..] : name[1..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number > 0 && Rune.IsValid(number) ? new Rune(number) : null;
        }

        return name switch { "lt" => new Rune('<'), "gt" => new Rune('>'), "amp" => new Rune('&'), "quot" => new Rune('"'), _ => null };
    }

    private string ReadWhile(Func<char, bool> holds)
    {
        var begin = at;
        while (at < source.Length && holds(source[at]))
            at++;
        return source[begin..at];
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\v';

    private BotApiException Refuse(string what, int? position = null, string rest = "") =>
        BotApiException.BadRequest($"can't parse entities: {what}{(position is { } begin ? $" at byte offset {Encoding.UTF8.GetByteCount(source.AsSpan(0, begin))}" : "")}{rest}");
}
