using System.Buffers;
using System.Globalization;
using LurkBot.Compaction;
using LurkBot.Entries;

namespace LurkBot.Erasure;

/// <summary>
/// Tells which of the erased texts, and which numbers, codes and addresses of them, stand in an entry: so that what came to another session can be followed there,
/// without taking what was said there before.
/// </summary>
internal sealed class ErasedWords
{
    private const int ShortestQuote = 16, ShortestIdentifier = 6, DateLength = 10;

    private readonly ErasedText texts = new(ShortestQuote);
    private readonly List<string> identifiers = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private SearchValues<string>? any;

    /// <summary>Adds the texts of an erased entry.</summary>
    public void Add(Entry entry)
    {
        texts.Add(entry);
        // What tools gave is full of paths and numbers that are everybody's.
        if (entry is ToolEntry)
            return;
        identifiers.AddRange(ErasedText.TextsOf(entry).SelectMany(ExactIdentifiers.In).Where(IsTelling).Where(known.Add));
        any = null;
    }

    /// <summary>The numbers of the texts and identifiers that stand in an entry.</summary>
    public HashSet<int> In(Entry entry)
    {
        var found = new HashSet<int>();
        foreach (var text in ErasedText.TextsOf(entry, isSearch: true))
        {
            texts.Find(text, found);
            found.UnionWith(IdentifiersIn(text));
        }

        return found;
    }

    /// <summary>Whether some of it stands in a text.</summary>
    public bool OccurIn(string text) => texts.OccursIn(text) || IdentifiersIn(text).Any();

    /// <summary>Whether a number, code or address of it stands in an entry.</summary>
    public bool HasIdentifierIn(Entry entry) => ErasedText.TextsOf(entry, isSearch: true).Any(text => IdentifiersIn(text).Any());

    private IEnumerable<int> IdentifiersIn(string text)
    {
        any ??= SearchValues.Create([.. identifiers], StringComparison.Ordinal);
        return !text.AsSpan().ContainsAny(any) ? [] : Enumerable.Range(0, identifiers.Count).Where(i => text.Contains(identifiers[i], StringComparison.Ordinal)).Select(i => -1 - i);
    }

    /// <summary>Whether who says it must have it from there: days and times are everybody's.</summary>
    private static bool IsTelling(string identifier) =>
        identifier.Length >= ShortestIdentifier && (identifier.Contains('@', StringComparison.Ordinal) || identifier.Any(char.IsAsciiDigit))
        && !(identifier.Length >= DateLength && DateOnly.TryParseExact(identifier.AsSpan(0, DateLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
}
