namespace LurkBot.Recall;

/// <summary>An earlier message that has to do with what is said now.</summary>
/// <param name="Id">Its entry.</param>
/// <param name="Score">How well it fits, with what its neighbours add; above zero, comparable within one search only.</param>
internal readonly record struct RecallHit(long Id, double Score);
