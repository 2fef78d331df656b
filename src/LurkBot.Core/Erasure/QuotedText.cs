using LurkBot.Entries;

namespace LurkBot.Erasure;

/// <summary>
/// Recognizes what quotes an erased text: replies and tool results of another role than the one that said it. Who says the same twice
/// does not quote, what people say is theirs, and phrases of a few words are everybody's.
/// </summary>
internal sealed class QuotedText
{
    private const int ShortestQuote = 16;

    private readonly Dictionary<string, ErasedText> byRole = new(StringComparer.Ordinal);

    /// <summary>Adds all texts of an erased entry.</summary>
    public void Add(Entry entry)
    {
        var role = EntryJson.Role(entry);
        if (!byRole.TryGetValue(role, out var text))
            byRole[role] = text = new ErasedText(ShortestQuote);
        text.Add(entry);
    }

    /// <summary>Whether an entry quotes some of it.</summary>
    public bool IsIn(Entry entry)
    {
        if (entry is UserEntry)
            return false;
        var own = EntryJson.Role(entry);
        foreach (var (role, text) in byRole)
        {
            if (!string.Equals(role, own, StringComparison.Ordinal) && text.OccursIn(entry))
                return true;
        }

        return false;
    }
}
