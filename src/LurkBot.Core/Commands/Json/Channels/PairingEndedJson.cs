namespace LurkBot.Commands;

/// <summary>How many codes were ended.</summary>
internal sealed record PairingEndedJson(int Ended);
