namespace LurkBot.Exchange;

/// <summary>What became of something that was posted.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Why">Why it is no further; null when it was sent.</param>
internal sealed record PostFate(PostState State, string? Why);
