namespace LurkBot.Commands;

/// <summary>Who was removed, and the setting that still lets them in; null for none.</summary>
internal sealed record PairingRemovedJson(string Channel, string Id, string? StillIn);
