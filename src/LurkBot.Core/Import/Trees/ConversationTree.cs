namespace LurkBot.Import;

/// <summary>Splits a conversation that is a tree into its branches: the current one, and others that were given up.</summary>
/// <param name="nodes">Each record's id and that of its parent.</param>
/// <param name="isSaid">Whether a person or the model says something in a record.</param>
/// <param name="notes">Told of links that lead nowhere or in a circle, and of branches beyond the limits.</param>
internal sealed class ConversationTree(IReadOnlyList<(string? Id, string? Parent)> nodes, Func<int, bool> isSaid, ImportNotes notes)
{
    private const int MostBranches = 200;

    /// <summary>Each branch has a copy of what it shares: a hostile tree would have quadratically many.</summary>
    private const int MostCopies = 100_000;

    private const string NotTaken = "messages on branches that were given up, not imported";

    /// <summary>The branches, the current one first.</summary>
    /// <param name="leaf">The newest record of the current branch.</param>
    public IEnumerable<ConversationBranch> Branches(int leaf)
    {
        var main = ParentLinks.Path(nodes, leaf, inOrder: false, notes);
        yield return new ConversationBranch(null, main, 0);

        var (taken, places, isParent) = (main.ToHashSet(), Places(), new HashSet<string>(nodes.Count, StringComparer.Ordinal));
        foreach (var (_, parent) in nodes)
        {
            if (parent is not null)
                isParent.Add(parent);
        }

        var (count, copies, isFull) = (0, 0, false);
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (taken.Contains(i) || (nodes[i].Id is { } id && isParent.Contains(id)))
                continue;
            var own = OwnPart(i, taken, places, out var joint);
            if (!own.Exists(isSaid.Invoke))
                continue;
            List<int> shared = joint < 0 || isFull ? [] : PathTo(joint, places);
            isFull |= count == MostBranches || copies + shared.Count > MostCopies;
            if (isFull)
            {
                own.FindAll(isSaid.Invoke).ForEach(index => notes.Skip(NotTaken, nodes[index].Id ?? "without an id"));
                continue;
            }

            (count, copies) = (count + 1, copies + shared.Count);
            yield return new ConversationBranch(nodes[own[0]].Id ?? "branch", [.. shared, .. own], shared.Count);
        }

        // What no leaf leads to runs in a circle.
        for (var i = 0; i < nodes.Count; i++)
        {
            if (!taken.Contains(i) && isSaid(i))
                notes.Skip(NotTaken, nodes[i].Id ?? "without an id");
        }
    }

    private Dictionary<string, int> Places()
    {
        var places = new Dictionary<string, int>(nodes.Count, StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Id is { } id)
                places.TryAdd(id, i);
        }

        return places;
    }

    /// <summary>The records up to the first that another branch has; they are taken from here on.</summary>
    private List<int> OwnPart(int leaf, HashSet<int> taken, Dictionary<string, int> places, out int joint)
    {
        var own = new List<int>();
        joint = leaf;
        while (joint >= 0 && taken.Add(joint))
        {
            own.Add(joint);
            joint = Above(joint, places);
        }

        own.Reverse();
        // A circle within itself joins nothing.
        joint = own.Contains(joint) ? -1 : joint;
        return own;
    }

    private List<int> PathTo(int leaf, Dictionary<string, int> places)
    {
        var (path, seen) = (new List<int>(), new HashSet<int>());
        for (var place = leaf; place >= 0 && seen.Add(place); place = Above(place, places))
            path.Add(place);
        path.Reverse();
        return path;
    }

    private int Above(int place, Dictionary<string, int> places) => nodes[place].Parent is { } parent && places.TryGetValue(parent, out var above) ? above : -1;
}
