using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>Sessions and their forks, told by the notices that forks carry: only in one family is an equal entry a copy.</summary>
internal sealed class SessionFamily
{
    private readonly Dictionary<string, string> parents = new(StringComparer.Ordinal);
    private readonly HashSet<string> marked = new(StringComparer.Ordinal);
    private readonly HashSet<string> own = new(StringComparer.Ordinal);

    /// <summary>Adds a session.</summary>
    public void Add(SessionCopy copy)
    {
        foreach (var entry in copy.Entries)
        {
            if (entry is StateEntry { ForkedFrom: { } source })
                Join(copy.Id.ToString(), source.ToString());
        }
    }

    /// <summary>Marks a session's family.</summary>
    /// <param name="id">The session.</param>
    /// <param name="isOwn">Whether what is erased was said in it.</param>
    public void Mark(SessionId id, bool isOwn = false)
    {
        marked.Add(id.ToString());
        if (isOwn)
            own.Add(id.ToString());
    }

    /// <summary>Whether a session is of a family in which what is erased was said.</summary>
    public bool IsOwn(SessionId id)
    {
        var root = Root(id.ToString());
        return own.Any(member => string.Equals(Root(member), root, StringComparison.Ordinal));
    }

    /// <summary>Whether a session is of a marked family; only when all are added.</summary>
    public bool IsMarked(SessionId id)
    {
        var root = Root(id.ToString());
        return marked.Any(member => string.Equals(Root(member), root, StringComparison.Ordinal));
    }

    private void Join(string one, string other)
    {
        var (first, second) = (Root(one), Root(other));
        if (!string.Equals(first, second, StringComparison.Ordinal))
            parents[first] = second;
    }

    private string Root(string id)
    {
        while (parents.TryGetValue(id, out var parent))
            id = parent;
        return id;
    }
}
