namespace LurkBot.Tests.Simulation;

/// <summary>A message of the bot as people see it now.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Text">What is read in it.</param>
/// <param name="Thread">The thread in which it stands; null for the chat itself.</param>
/// <param name="Buttons">What its buttons give back.</param>
internal sealed record SimAnswer(string Id, string Text, string? Thread, IReadOnlyList<string> Buttons)
{
    /// <summary>Whether it answers an interaction directly, which the ledger need not know.</summary>
    public bool IsAside { get; init; }

    /// <summary>The platform's ids of files in it, by which it may be known too.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
