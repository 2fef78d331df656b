using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using LurkBot.Entries;

namespace LurkBot.Erasure;

/// <summary>
/// Recognizes what was erased wherever it stands: any piece of 32 bytes or more of a text, or the whole of a shorter one, as it was
/// said and as JSON writes it. Very short texts cannot be told from other text.
/// </summary>
/// <param name="shortest">The shortest text that is looked for, in bytes; at least 8.</param>
internal sealed class ErasedText(int shortest = ErasedText.Shortest)
{
    /// <summary>The shortest text that is looked for unless another length is given, in bytes.</summary>
    public const int Shortest = 8;

    /// <summary>The shortest piece of a longer text that is recognized, in bytes.</summary>
    public const int Piece = 32;

    /// <summary>Every piece contains a whole block.</summary>
    private const int Block = 16;

    private const int FilterBits = 1 << 20;
    private const int FewestDifferentBytes = 5;
    private const int PlacesOfAText = 64;

    private readonly List<byte[]> texts = [];
    private readonly List<int> numbers = [];
    private readonly Dictionary<ulong, List<Place>> places = [];
    private readonly ulong[] filter = new ulong[FilterBits / 64];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>How many texts are too short to be looked for.</summary>
    public int TooShort { get; private set; }

    /// <summary>Whether there is anything to look for.</summary>
    public bool IsEmpty => texts.Count == 0;

    /// <summary>Adds all texts of an entry.</summary>
    internal void Add(Entry entry)
    {
        foreach (var text in TextsOf(entry))
            Add(text);
    }

    /// <summary>All texts of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isSearch">Whether also those that only repeat what is said elsewhere.</param>
    internal static IEnumerable<string> TextsOf(Entry entry, bool isSearch = false)
    {
        IEnumerable<string> others = entry switch
        {
            AssistantEntry assistant => [assistant.Reasoning ?? "", isSearch ? assistant.ReasoningProof ?? "" : "", .. assistant.ToolCalls.Select(call => call.Arguments)],
            UserEntry user => TextsOf(user),
            AttachmentEntry arrival => [arrival.Name ?? ""],
            ApprovalEntry approval when isSearch => [approval.Scope ?? ""],
            _ => [],
        };
        return others.Prepend(entry.Content).Concat(entry.Unknown.Select(field => field.Json));
    }

    /// <summary>What a message says beside its content.</summary>
    private static IEnumerable<string> TextsOf(UserEntry entry)
    {
        foreach (var attachment in entry.Attachments)
        {
            yield return attachment.Name;
            if (attachment.Reference is { } reference)
                yield return reference;
            foreach (var field in attachment.Unknown)
                yield return field.Json;
        }

        // A subagent's prompt is its definition's, the same in all of that kind.
        if (entry.Door is { SystemPrompt: { } prompt, Subagent: null })
            yield return prompt;
    }

    /// <summary>Adds a text.</summary>
    public void Add(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || !known.Add(text))
            return;
        var plain = Encoding.UTF8.GetBytes(text);
        if (plain.Length < shortest)
        {
            TooShort++;
            return;
        }

        AddBytes(plain);
        var escaped = Encoding.UTF8.GetBytes(EntryJson.Escaped(text));
        if (!escaped.AsSpan().SequenceEqual(plain))
            AddBytes(escaped);
        // As programs write JSON that keep to ASCII.
        if (Array.Exists(plain, value => value >= 0x80))
            AddBytes(Encoding.ASCII.GetBytes(string.Concat(EntryJson.Escaped(text).Select(character => char.IsAscii(character) ? character.ToString() : $"\\u{(int)character:x4}"))));
    }

    /// <summary>Adds the bytes of a blob.</summary>
    internal void AddBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < shortest)
            return;
        var text = bytes.ToArray();
        texts.Add(text);
        numbers.Add(known.Count);
        var number = texts.Count - 1;
        if (text.Length < Piece)
        {
            AddPlace(number, 0);
            return;
        }

        var any = false;
        for (var start = 0; start + Block <= text.Length; start += Block)
        {
            // Rules, blanks and the like stand everywhere.
            if (DifferentBytes(text.AsSpan(start, Block)) < FewestDifferentBytes)
                continue;
            AddPlace(number, start);
            any = true;
        }

        // Of a text that has nothing else, such as a sequence of four letters, they are all there is.
        for (var start = 0; !any && start + Block <= text.Length; start += Block)
            AddPlace(number, start);
    }

    /// <summary>Whether some of it stands in one of an entry's texts.</summary>
    internal bool OccursIn(Entry entry) => TextsOf(entry, isSearch: true).Any(OccursIn);

    /// <summary>Finds which texts some of stands in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Gets their numbers, in the order in which they were added.</param>
    internal void Find(string text, HashSet<int> found)
    {
        if (IsEmpty)
            return;
        Find(Encoding.UTF8.GetBytes(text), found);
        Find(Encoding.UTF8.GetBytes(EntryJson.Escaped(text)), found);
    }

    /// <summary>Whether some of it stands in a text.</summary>
    public bool OccursIn(string text) => !IsEmpty && (OccursIn(Encoding.UTF8.GetBytes(text)) || OccursIn(Encoding.UTF8.GetBytes(EntryJson.Escaped(text))));

    /// <summary>Whether some of it stands in some bytes.</summary>
    public bool OccursIn(ReadOnlySpan<byte> bytes) => Find(bytes, null);

    /// <summary>Finds texts; without a set only the first.</summary>
    private bool Find(ReadOnlySpan<byte> bytes, HashSet<int>? all)
    {
        for (var i = 0; i + sizeof(ulong) <= bytes.Length; i++)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]);
            if (!IsInFilter(word) || !places.TryGetValue(word, out var found))
                continue;
            foreach (var place in found)
            {
                if (all?.Contains(numbers[place.Text]) == true || !Matches(bytes, i, place))
                    continue;
                if (all is null)
                    return true;
                all.Add(numbers[place.Text]);
            }
        }

        return all is { Count: > 0 };
    }

    /// <summary>Whether some of it stands in a stream; reads it to the end or to the first place.</summary>
    public bool OccursIn(Stream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var kept = 0;
            for (int read; (read = stream.Read(buffer, kept, buffer.Length - kept)) > 0;)
            {
                var filled = kept + read;
                if (OccursIn(buffer.AsSpan(0, filled)))
                    return true;
                // A piece may lie across the border of two reads.
                kept = Math.Min(filled, 2 * Piece);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            }

            return false;
        }
        finally
        {
            buffer.AsSpan().Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Matches(ReadOnlySpan<byte> bytes, int at, Place place)
    {
        var text = texts[place.Text];
        var (before, after) = (0, 0);
        while (before < Math.Min(at, place.Start) && bytes[at - before - 1] == text[place.Start - before - 1])
            before++;
        while (at + after < bytes.Length && place.Start + after < text.Length && bytes[at + after] == text[place.Start + after])
            after++;
        return before + after >= Math.Min(Piece, text.Length);
    }

    private void AddPlace(int text, int start)
    {
        var word = BinaryPrimitives.ReadUInt64LittleEndian(texts[text].AsSpan(start));
        var bit = Bit(word);
        filter[bit / 64] |= 1UL << (bit % 64);
        if (!places.TryGetValue(word, out var list))
            places[word] = list = [];
        // A text that repeats itself is found by its first places.
        if (list.Count < PlacesOfAText || list[^PlacesOfAText].Text != text)
            list.Add(new Place(text, start));
    }

    private bool IsInFilter(ulong word)
    {
        var bit = Bit(word);
        return (filter[bit / 64] & (1UL << (bit % 64))) != 0;
    }

    private static int Bit(ulong word) => (int)((word * 0x9E3779B97F4A7C15) >> 44) % FilterBits;

    private static int DifferentBytes(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (var i = 0; i < bytes.Length; i++)
            count += bytes[..i].IndexOf(bytes[i]) < 0 ? 1 : 0;
        return count;
    }

    private sealed record Place(int Text, int Start);
}
