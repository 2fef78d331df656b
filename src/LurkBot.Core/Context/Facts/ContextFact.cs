using LurkBot.Sessions;

namespace LurkBot.Context;

/// <summary>A fact that a model is told.</summary>
/// <param name="Memory">The session that holds it.</param>
/// <param name="Id">Its entry there.</param>
/// <param name="Name">What it is called: a number, behind its account where the person has several.</param>
/// <param name="Text">The fact, on one line.</param>
/// <param name="IsOutside">Whether someone with less than full trust said what it is drawn from.</param>
internal sealed record ContextFact(SessionId Memory, long Id, string Name, string Text, bool IsOutside);
