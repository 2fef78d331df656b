namespace LurkBot.Commands;

/// <summary>What <c>lurkbot gateway stop --json</c> prints.</summary>
/// <param name="Finished">How many turns ended while it stopped; null when it did not say.</param>
/// <param name="Left">How many turns it left to its next start; null when it did not say.</param>
internal sealed record GatewayStoppedJson(int? Finished, int? Left);
