namespace LurkBot.Commands;

/// <summary>What a check of the sessions found.</summary>
/// <param name="Sound">How many are as they should be.</param>
/// <param name="Damaged">The others.</param>
internal sealed record VerifyJson(int Sound, IReadOnlyList<DamagedSessionJson> Damaged);
