using LurkBot.Configuration;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Doors;

/// <summary>The settings of the gateway.</summary>
internal static class GatewaySettingDefinitions
{
    /// <summary>What the gateway adds to the catalogue.</summary>
    public static SettingContribution Contribution { get; } = SettingContribution.From(
        options => options.Of<GatewayOptions>(),
        [
            new("LURKBOT_GATEWAY_LISTEN", "a socket in the home, and http://127.0.0.1:18789", "addresses with ; between them, such as unix:/run/lurkbot.sock;http://127.0.0.1:18789", "Where the gateway listens.",
                (options, text) => Set(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), value => options.Listen = value) && options.Listen.All(GatewayAddress.IsValid)),
            new("LURKBOT_GATEWAY_TOKEN", null, "a key of plain characters", "The token that clients of the gateway show; else one is made, in gateway.token in the home.",
                (options, text) => Key(text, value => options.Token = value), isSecret: true),
            new("LURKBOT_GATEWAY_DRAIN", "30", "seconds, 0 to 3600", "How long turns may go on when the gateway stops. Others go on at its next start.",
                (options, text) => Number(text, 0, 3600, value => options.Drain = TimeSpan.FromSeconds(value))),
            new("LURKBOT_GATEWAY_LOG_LEVEL", "information", "debug, information, warning or error", "How much the gateway logs. Message texts and secrets are never logged.",
                (options, text) => Choice<GatewayLogLevel>(text, value => options.LogLevel = value)),
        ]);
}
