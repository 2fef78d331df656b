namespace LurkBot.Doors;

/// <summary>Where the gateway is reached, and by whom.</summary>
internal sealed class GatewayOptions
{
    /// <summary>Where it listens: addresses such as <c>unix:/path</c> and <c>http://127.0.0.1:18789</c>.</summary>
    /// <value>Default: empty; then a socket in the home and <c>http://127.0.0.1:18789</c>.</value>
    public IReadOnlyList<string> Listen { get; set; } = [];

    /// <summary>The token that clients show.</summary>
    /// <value>Default: null; then the file <c>gateway.token</c> in the home has it. A secret.</value>
    public string? Token { get; set; }

    /// <summary>How long turns may go on when the gateway stops.</summary>
    /// <value>Default: 30 seconds. Range 0 to 1 hour.</value>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The least level that is logged.</summary>
    /// <value>Default: <see cref="GatewayLogLevel.Information"/>.</value>
    public GatewayLogLevel LogLevel { get; set; } = GatewayLogLevel.Information;
}
