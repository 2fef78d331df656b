using System.Globalization;
using System.Text;

namespace LurkBot.Tests.Channels.Telegram;

/// <summary>What the server does with a text once its markup is read.</summary>
internal static class TelegramText
{
    /// <summary>The limit of a message in code points.</summary>
    public const int LongestMessage = 4096;

    /// <summary>As many entities of a message are kept.</summary>
    public const int MostEntities = 100;

    private static readonly string[] Priority =
        ["blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "bold", "italic", "underline", "strikethrough", "spoiler", "date_time", "custom_emoji"];

    /// <summary>Cleans and trims a text and refuses what cannot be sent.</summary>
    /// <param name="parsed">Text and entities.</param>
    /// <param name="longest">The limit in code points.</param>
    /// <exception cref="BotApiException">Nothing is left, or too much.</exception>
    public static ParsedText Check(ParsedText parsed, int longest = LongestMessage)
    {
        var text = string.Create(parsed.Text.Length, parsed.Text, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] < ' ' && source[i] != '\n' ? ' ' : source[i];
        });
        var (start, end) = (0, text.Length);
        while (end > 0 && IsBlank(text[end - 1]))
            end--;
        if (end == 0 || !text.EnumerateRunes().Any(IsSeen))
            throw BotApiException.BadRequest("message text is empty");
        var firstEntity = parsed.Entities.Count > 0 ? parsed.Entities[0].Offset : end;
        while (start < firstEntity && text[start] is ' ' or '\n')
            start++;
        if (text[start..end].EnumerateRunes().Count() > longest)
            throw BotApiException.BadRequest(longest == LongestMessage ? "message is too long" : "message caption is too long");
        var kept = parsed.Entities.Where(entity => entity.Offset < end).Select(entity => entity with { Offset = entity.Offset - start, Length = Math.Min(entity.End, end) - entity.Offset }).ToList();
        return parsed with
        {
            Text = text[start..end],
            Entities = [.. kept.Take(MostEntities)],
            Dropped = [.. parsed.Dropped, .. kept.Skip(MostEntities)],
        };
    }

    /// <summary>Orders entities as the server does and takes out what cannot stand inside another.</summary>
    public static ParsedText Sort(string text, IEnumerable<TextEntity> entities, IEnumerable<TextEntity> dropped)
    {
        var (kept, lost) = (new List<TextEntity>(), dropped.ToList());
        var (endOfCode, endOfQuote, endOfLink) = (0, 0, 0);
        foreach (var entity in entities.OrderBy(entity => entity.Offset).ThenByDescending(entity => entity.Length).ThenBy(entity => Array.IndexOf(Priority, entity.Type)))
        {
            var (isCode, isQuote, isLink) = (entity.Type is "pre" or "code", entity.Type.EndsWith("blockquote", StringComparison.Ordinal), entity.Type is "text_link" or "text_mention");
            var isHeld = entity.Offset < endOfCode || (isQuote && entity.Offset < endOfQuote) || ((isLink || isCode) && entity.Offset < endOfLink);
            // What surrounds code is split around it: all of it goes when nothing else is inside.
            if (isCode && !isHeld && kept.FindIndex(other => other.Offset == entity.Offset && other.End == entity.End && !other.Type.EndsWith("blockquote", StringComparison.Ordinal)) is >= 0 and var around)
            {
                lost.Add(kept[around]);
                kept.RemoveAt(around);
            }

            (isHeld ? lost : kept).Add(entity);
            if (isHeld)
                continue;
            endOfCode = isCode ? entity.End : endOfCode;
            endOfQuote = isQuote ? entity.End : endOfQuote;
            endOfLink = isLink ? entity.End : endOfLink;
        }

        return new ParsedText(text, kept.ConvertAll(entity => entity.Type == "code" ? entity with { Extra = null } : entity), lost);
    }

    /// <summary>The user that a link mentions.</summary>
    public static string? UserOf(string address)
    {
        foreach (var start in (ReadOnlySpan<string>)["tg://user?id=", "tg:user?id="])
        {
            if (address.StartsWith(start, StringComparison.OrdinalIgnoreCase) && long.TryParse(address[start.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var user) && user > 0)
                return user.ToString(CultureInfo.InvariantCulture);
        }

        return null;
    }

    /// <summary>The address as the server keeps it; null when it makes no link of it.</summary>
    public static string? CheckedLink(string address)
    {
        if (address.Any(character => character <= ' '))
            return null;
        if (address.StartsWith("tg:", StringComparison.OrdinalIgnoreCase))
            return address.Length > 3 ? address : null;
        var full = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !uri.Host.Contains('.') || full.StartsWith("http://mailto:", StringComparison.Ordinal))
            return null;
        var path = full.IndexOfAny(['/', '?', '#'], full.IndexOf("://", StringComparison.Ordinal) + 3);
        return path < 0 ? full + "/" : full;
    }

    private static bool IsBlank(char character) => character is ' ' or '\n';

    private static bool IsSeen(Rune rune) => !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control)
        && rune.Value is not (0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF));
}
