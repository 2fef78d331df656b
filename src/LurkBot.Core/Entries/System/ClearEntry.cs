namespace LurkBot.Entries;

/// <summary>What was said before is no longer in the context. Pending messages stay pending.</summary>
public sealed record ClearEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Clear;
}
