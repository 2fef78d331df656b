namespace LurkBot.Channels;

/// <summary>What the parts of the channel know of the bot. Thread-safe.</summary>
/// <param name="health">How the channel does.</param>
internal sealed class SlackState(SlackHealth health)
{
    private volatile SlackBot? bot;

    /// <summary>How the channel does.</summary>
    public SlackHealth Health => health;

    /// <summary>The bot; null before Slack said who it is.</summary>
    public SlackBot? Bot => bot;

    /// <summary>Slack said who the bot is.</summary>
    public void Identified(SlackBot value)
    {
        bot = value;
        health.Identified(value);
    }

    /// <summary>Who the bot is must be asked again before the next connection.</summary>
    public void Forget() => bot = null;
}
