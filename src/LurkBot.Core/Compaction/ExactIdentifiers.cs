using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace LurkBot.Compaction;

/// <summary>Finds what must not be told in other words: addresses, paths, numbers with units, hashes, ids, quoted names. Linear in the text.</summary>
internal static partial class ExactIdentifiers
{
    private const int Longest = 200;

    /// <summary>One of these is in the first word of every identifier; of a full stop only one before a letter is.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create("0123456789/\\@_#€$£¥\"“`.");

    /// <summary>Those of a text, each once, in the order in which they first appear.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> In(string text)
    {
        var (found, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var known = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var position = NextWord(text, 0); position >= 0;)
        {
            var matches = Pattern().EnumerateMatches(text, position);
            if (!matches.MoveNext())
                break;
            var (start, end) = (matches.Current.Index, matches.Current.Index + matches.Current.Length);
            var identifier = text.AsSpan()[start..end].Trim(" \t\"'`“”‘’.,;:!?()[]{}<>");
            if (identifier.Length is > 1 and <= Longest && known.Add(identifier))
                found.Add(identifier.ToString());
            position = NextWord(text, end);
        }

        return found;
    }

    /// <summary>The beginning of the next word in which an identifier may begin; most words are passed by, much faster than the pattern could.</summary>
    /// <returns>-1 when there is none.</returns>
    private static int NextWord(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var next = text.AsSpan(at).IndexOfAny(Signs);
            if (next < 0)
                return -1;
            at += next;
            if (text[at] == '.' && (at + 1 == text.Length || !(char.IsAsciiLetter(text[at + 1]) || text[at + 1] == '/')))
                continue;
            while (at > from && !char.IsWhiteSpace(text[at - 1]))
                at--;
            return at;
        }

        return -1;
    }

    // Each part begins where a word does and goes through it no more than once, or has a limit: so the whole is linear.
    [GeneratedRegex(
        "(?<![a-zA-Z])[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\\s\"'<>`]+" + // addresses
        "|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\\.[A-Za-z]{2,}" + // mail
        "|(?:~|\\.{1,2})?/[A-Za-z0-9._@%+=-]+(?:/[A-Za-z0-9._@%+=-]*)*" + // paths
        "|(?<![A-Za-z0-9._@-])[A-Za-z0-9._@-]+(?:/[A-Za-z0-9._@-]+)+" +
        "|[A-Za-z]:\\\\[^\\s\"'<>|]+" +
        "|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+\\.(?:cs|js|ts|py|rs|go|java|c|cpp|h|md|txt|json|ya?ml|toml|xml|html|css|sql|sh|log|csv|pdf|png|jpe?g|docx?|xlsx?|zip)\\b" + // files
        "|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}" +
        "|\\b(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,128}\\b" + // hashes
        "|\\b[A-Z][A-Z0-9]+-[0-9]+\\b|#[0-9]+\\b|\\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\\b" + // ids, constants
        "|\\b[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?::[0-9]+)?\\b" + // network
        "|[€$£¥]\\s?[0-9][0-9.,]*|\\b(?>[0-9][0-9.,:]{0,30})\\s?(?:[%€]|(?:EUR|USD|GBP|CHF|kg|g|mg|t|km|m|cm|mm|mi|ft|l|ml|°C|°F|K|V|A|W|kW|kWh|Hz|kHz|MHz|GHz|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|ms|s|min|h|am|pm)\\b)" + // numbers with units
        "|\\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+Z?)?\\b|\\b[0-9]{1,2}:[0-9]{2}\\b|\\b[0-9][0-9.,-]{3,}[0-9]\\b|\\b[0-9]{4,}\\b" + // dates, times, long numbers
        "|\"[^\"\\n]{2,60}\"|“[^”\\n]{2,60}”|`[^`\\n]{2,80}`", // quoted names
        RegexOptions.CultureInvariant)]
    [SuppressMessage("Security", "MA0009", Justification = "Linear by construction, as tests of hostile texts show; a limit of time would make the result depend on the machine.")]
    private static partial Regex Pattern();
}
