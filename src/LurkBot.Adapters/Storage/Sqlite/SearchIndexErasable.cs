using LurkBot.Erasure;

namespace LurkBot.Storage;

/// <summary>The search index: it is derived, and its pages keep pieces of what was deleted, so it goes as a whole.</summary>
/// <param name="home">LurkBot's home folder.</param>
internal sealed class SearchIndexErasable(string home) : IErasable
{
    private string Index => Path.Combine(home, SqliteSessionIndex.FileName);

    /// <inheritdoc/>
    public bool IsLasting => false;

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) => file.StartsWith(SqliteSessionIndex.FileName, StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => File.Exists(Index) ? ["the search index, which the next search makes anew"] : [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var done = Look(plan);
        if (done.Count > 0)
            SqliteSessionIndex.Remove(Index);
        return new(done);
    }
}
