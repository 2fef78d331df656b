namespace LurkBot.Commands;

/// <summary>What <c>lurkbot sessions send --json</c> prints.</summary>
/// <param name="To">The session as it was named.</param>
/// <param name="Waited">Whether the session was asked, and its answer is the result.</param>
/// <param name="Result">The answer, or what became of the message.</param>
internal sealed record SentJson(string To, bool Waited, string Result);
