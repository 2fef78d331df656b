namespace LurkBot.Import;

/// <summary>One way through a conversation that is a tree.</summary>
/// <param name="Name">The id of its first record that no earlier branch has; null for the current branch.</param>
/// <param name="Path">The indices of its records, first to newest.</param>
/// <param name="Shared">How many of them an earlier branch has too.</param>
internal sealed record ConversationBranch(string? Name, IReadOnlyList<int> Path, int Shared);
