namespace LurkBot.Cli.Remote;

/// <summary>What listens at the gateway's address does not know the token.</summary>
internal sealed class UnprovenGatewayException() : LurkBotException("What listens at the gateway's address does not know the token of this home.");
