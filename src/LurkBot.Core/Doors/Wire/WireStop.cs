namespace LurkBot.Doors;

/// <summary>A wish to stop.</summary>
/// <param name="All">Whether messages that wait are cancelled too.</param>
/// <param name="Reason">How it was asked for.</param>
internal sealed record WireStop(bool All, string Reason);
