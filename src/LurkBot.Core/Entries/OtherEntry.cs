namespace LurkBot.Entries;

/// <summary>An entry whose role this version does not know: kept, and not shown to the model.</summary>
public sealed record OtherEntry : Entry
{
    /// <summary>The role as it stands in the file.</summary>
    public string Role { get; init; } = "";
}
