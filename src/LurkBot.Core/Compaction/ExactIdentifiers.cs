using System.Text.RegularExpressions;

namespace LurkBot.Compaction;

/// <summary>Finds what must not be told in other words: addresses, paths, numbers with units, hashes, ids, quoted names. Linear in the text.</summary>
public static partial class ExactIdentifiers
{
    private const int Longest = 200;

    /// <summary>Those of a text, each once, in the order in which they first appear.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> In(string text)
    {
        var (found, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            var identifier = text.AsSpan(match.Index, match.Length).Trim(" \t\"'`“”‘’.,;:!?()[]{}<>").ToString();
            if (identifier.Length is > 1 and <= Longest && seen.Add(identifier))
                found.Add(identifier);
        }

        return found;
    }

    [GeneratedRegex(
        "[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s\"'<>`]+" + // addresses
        "|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}" + // mail
        "|(?:~|\\.{1,2})?/[A-Za-z0-9._@%+=-]+(?:/[A-Za-z0-9._@%+=-]*)*" + // paths
        "|[A-Za-z0-9._@-]+(?:/[A-Za-z0-9._@-]+)+" +
        "|[A-Za-z]:\\\\[^\\s\"'<>|]+" +
        "|[A-Za-z0-9_-]+\\.(?:cs|js|ts|py|rs|go|java|c|cpp|h|md|txt|json|ya?ml|toml|xml|html|css|sql|sh|log|csv|pdf|png|jpe?g|docx?|xlsx?|zip)\\b" + // files
        "|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}" +
        "|\\b[0-9a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]{5,62}\\b" + // hashes
        "|\\b[A-Z][A-Z0-9]+-[0-9]+\\b|#[0-9]+\\b|\\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\\b" + // ids, constants
        "|\\b[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?::[0-9]+)?\\b" + // network
        "|[€$£¥]\\s?[0-9][0-9.,]*|\\b[0-9][0-9.,:]*\\s?(?:%|€|EUR|USD|GBP|CHF|kg|g|mg|t|km|m|cm|mm|mi|ft|l|ml|°C|°F|K|V|A|W|kW|kWh|Hz|kHz|MHz|GHz|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|ms|s|min|h|am|pm)\\b" + // numbers with units
        "|\\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+Z?)?\\b|\\b[0-9]{1,2}:[0-9]{2}\\b|\\b[0-9][0-9.,-]{3,}[0-9]\\b|\\b[0-9]{4,}\\b" + // dates, times, long numbers
        "|\"[^\"\\n]{2,60}\"|“[^”\\n]{2,60}”|`[^`\\n]{2,80}`", // quoted names
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
