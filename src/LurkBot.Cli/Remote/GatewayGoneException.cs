namespace LurkBot.Cli.Remote;

/// <summary>The gateway cannot be reached any more.</summary>
/// <param name="address">Where it was.</param>
/// <param name="cause">What was seen; null for nothing.</param>
internal sealed class GatewayGoneException(string address, Exception? cause) : LurkBotException($"The gateway at {address} does not answer. See: lurkbot gateway status", cause);
