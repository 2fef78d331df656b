using LurkBot.Tools;

namespace LurkBot.Exchange;

/// <summary>A message is not sent because its chain has reached a limit.</summary>
/// <param name="why">Which limit.</param>
internal sealed class ChainEndedException(string why) : ToolRefusedException($"Not sent: {why}. Do not try again; say that the exchange stopped here, and what is left to do.", kind: ErrorKind.Refused)
{
    /// <summary>Which limit, as a clause.</summary>
    public string Why { get; } = why;
}
