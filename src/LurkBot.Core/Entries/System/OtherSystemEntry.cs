namespace LurkBot.Entries;

/// <summary>A system entry of a kind that this version does not know: kept, and not shown to the model.</summary>
/// <param name="Word">The kind as it stands in the file.</param>
public sealed record OtherSystemEntry(string Word) : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => Word;
}
