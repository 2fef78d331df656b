namespace LurkBot.Import;

/// <summary>Follows a conversation that is a tree from its newest record to its first.</summary>
internal static class ParentLinks
{
    /// <summary>The indices of the records on the way, first to newest.</summary>
    /// <param name="records">Each record's id and that of its parent.</param>
    /// <param name="leaf">The index of the newest record.</param>
    /// <param name="inOrder">Whether a parent stands before its children, so that one that is missing can be told by its place.</param>
    /// <param name="notes">Told of links that lead nowhere or in a circle.</param>
    /// <param name="oneRoot">Whether a record without a parent follows on the one before it in the file, so that the conversation has one beginning.</param>
    public static IReadOnlyList<int> Path(IReadOnlyList<(string? Id, string? Parent)> records, int leaf, bool inOrder, ImportNotes notes, bool oneRoot = false)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Id is { } id && !places.TryAdd(id, i))
                notes.Add("records that repeat the id of an earlier one");
        }

        var (path, seen) = (new List<int>(), new HashSet<int>());
        for (var place = leaf; place >= 0;)
        {
            if (!seen.Add(place))
            {
                notes.Add("parent links that run in a circle, cut there");
                break;
            }

            path.Add(place);
            if (records[place].Parent is not { } parent)
            {
                if (!oneRoot || place == 0)
                    break;
                notes.Add("records without a parent, taken as following on the one before");
                place--;
                continue;
            }

            if (places.TryGetValue(parent, out var above))
            {
                place = above;
                continue;
            }

            // The parent may have stood on a damaged line: what stands before it is the best guess, and is reported.
            notes.Add(inOrder ? "parent links that lead nowhere, taken as the record before" : "parent links that lead nowhere, cut there");
            place = inOrder ? place - 1 : -1;
        }

        path.Reverse();
        return path;
    }
}
