namespace LurkBot.Channels;

/// <summary>How a connection to the gateway ended, and what comes next.</summary>
/// <param name="Next">What comes next.</param>
/// <param name="Why">Why it ended, in a few words.</param>
internal sealed record DiscordEnd(DiscordNext Next, string Why)
{
    /// <summary>What the owner has to do about it, as sentences; null for nothing.</summary>
    public string? Advice { get; init; }

    /// <summary>Whether it waits a little by Discord's rule for sessions that were called invalid (CHANNELS D6).</summary>
    public bool IsInvalid { get; init; }

    /// <summary>How Discord ended it, by its close code (CHANNELS D7, https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).</summary>
    /// <param name="code">The code; null when the connection broke without one.</param>
    public static DiscordEnd OfCode(int? code) => code switch
    {
        4004 => new(DiscordNext.Unauthorized, "Discord does not know the token (4004)")
        {
            Advice = "Discord does not know the token. In the Developer Portal (https://discord.com/developers/applications) open the application, choose Bot, press Reset Token, and set LURKBOT_DISCORD__BOT_TOKEN to what it shows.",
        },
        4010 => Refused("the shard is not valid (4010)", "Discord refused the connection (4010, invalid shard). This is a fault of LurkBot; please report it."),
        4011 => Refused("the bot is in too many servers for one connection (4011)", "The bot is in more servers than one connection can have (2,500). Remove it from some of them."),
        4012 => Refused("the version of the gateway is not valid (4012)", "Discord does not offer version 10 of its gateway any more (4012). Update LurkBot."),
        4013 => Refused("the intents are not valid (4013)", "Discord refused the intents that LurkBot asks for (4013). Update LurkBot."),
        4014 => Refused("an intent is not allowed (4014)", $"Discord does not allow an intent that the bot needs (4014). {DiscordChecks.IntentPath}. LurkBot tries again every five minutes; to connect at once, restart the gateway."),
        4007 or 4009 => new(DiscordNext.NewSession, $"the session is over ({code})"),
        null => new(DiscordNext.Resume, "the connection broke"),
        _ => new(DiscordNext.Resume, $"Discord closed the connection ({code})"),
    };

    private static DiscordEnd Refused(string why, string advice) => new(DiscordNext.Refused, why) { Advice = advice };
}
