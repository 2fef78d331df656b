namespace LurkBot.Doors;

/// <summary>What became of the turns that were under way when a server stopped.</summary>
/// <param name="Finished">How many ended.</param>
/// <param name="Left">How many go on at the next start.</param>
internal sealed record DrainOutcome(int Finished, int Left)
{
    /// <summary>Both together.</summary>
    /// <param name="other">What became of other turns.</param>
    public DrainOutcome Plus(DrainOutcome other) => new(Finished + other.Finished, Left + other.Left);
}
