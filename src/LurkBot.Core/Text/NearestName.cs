namespace LurkBot.Text;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits from the wanted name.</summary>
    /// <param name="wanted">What was typed.</param>
    /// <param name="candidates">The names that exist.</param>
    /// <param name="mostEdits">The most characters in which it may differ; a third of them when left out.</param>
    /// <returns>Null when even the nearest differs in more.</returns>
    public static string? Find(string wanted, IEnumerable<string> candidates, int? mostEdits = null)
    {
        var best = candidates.Select(name => (Name: name, Edits: Distance(wanted, name))).OrderBy(pair => pair.Edits).FirstOrDefault();
        return best.Name is not null && best.Edits <= (mostEdits ?? Math.Max(1, Math.Max(wanted.Length, best.Name.Length) / 3)) ? best.Name : null;
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
