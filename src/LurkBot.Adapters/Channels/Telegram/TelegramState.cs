namespace LurkBot.Channels;

/// <summary>What the parts of the channel know of the bot. Thread-safe.</summary>
/// <param name="health">How the channel does.</param>
internal sealed class TelegramState(PlatformHealth health)
{
    private volatile TelegramBot? bot;

    /// <summary>How the channel does.</summary>
    public PlatformHealth Health => health;

    /// <summary>The bot; null before Telegram said who it is.</summary>
    public TelegramBot? Bot => bot;

    /// <summary>Telegram said who the bot is.</summary>
    public void Identified(TelegramBot value)
    {
        bot = value;
        health.Identified(value.Account, value.Username is null ? null : "@" + value.Username);
    }

    /// <summary>Who the bot is must be asked again before the next poll.</summary>
    public void Forget() => bot = null;
}
