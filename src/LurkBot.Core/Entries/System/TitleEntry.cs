namespace LurkBot.Entries;

/// <summary>The session's title from here on; the content is the title.</summary>
public sealed record TitleEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Title;
}
