using System.Security.Cryptography;
using System.Text;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>What of two histories must agree for them to be the same conversation: role, content and tool calls.</summary>
internal static class HistoryComparison
{
    /// <summary>A hash for each entry that is compared; changes of state are not, as they happen to a session while it rests.</summary>
    public static IReadOnlyList<UInt128> Fingerprints(IReadOnlyList<Entry> entries) => [.. entries.Where(IsCompared).Select(Fingerprint)];

    /// <summary>The entries that are compared, by their place in the whole history.</summary>
    public static IReadOnlyList<int> Places(IReadOnlyList<Entry> entries) => [.. Enumerable.Range(0, entries.Count).Where(index => IsCompared(entries[index]))];

    /// <summary>How many entries agree from the first on.</summary>
    public static int CommonStart(IReadOnlyList<UInt128> one, IReadOnlyList<UInt128> other)
    {
        var count = 0;
        while (count < one.Count && count < other.Count && one[count] == other[count])
            count++;
        return count;
    }

    private static bool IsCompared(Entry entry) => entry is not (StateEntry or NoticeEntry { Topic: NoticeTopic.Copy });

    private static UInt128 Fingerprint(Entry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, EntryJson.Role(entry));
        Append(hash, entry.Content);
        if (entry is ToolEntry tool)
            Append(hash, tool.ToolCallId);
        if (entry is SystemEntry system)
            Append(hash, system.Kind);
        foreach (var call in (entry as AssistantEntry)?.ToolCalls ?? [])
        {
            Append(hash, call.Id);
            Append(hash, call.Name);
            Append(hash, EntryJson.OneLine(call.Arguments));
        }

        return BitConverter.ToUInt128(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
