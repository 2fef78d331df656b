namespace LurkBot.Workspaces;

/// <summary>Where a look through a workspace ends: the folder of an owner's choice may be a whole disk.</summary>
/// <param name="Entries">The most names that are looked at.</param>
/// <param name="Time">How long it may take.</param>
/// <param name="Clock">The clock.</param>
internal sealed record WalkLimits(int Entries, TimeSpan Time, TimeProvider Clock)
{
    /// <summary>Of a search.</summary>
    public static WalkLimits Search { get; } = new(200_000, TimeSpan.FromSeconds(30), TimeProvider.System);

    /// <summary>Of counting what a workspace holds, which may take as long as it needs.</summary>
    public static WalkLimits Count { get; } = Search with { Time = TimeSpan.MaxValue };
}
