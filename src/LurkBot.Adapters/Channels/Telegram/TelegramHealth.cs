namespace LurkBot.Channels;

/// <summary>How the channel does; what nothing was heard of for long is not "connected". Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="silence">After so long without an answer it is not connected.</param>
internal sealed class TelegramHealth(TimeProvider time, TimeSpan silence)
{
    private readonly Lock gate = new();
    private ChannelHealth now = new() { State = "starting" };

    /// <summary>How it does now.</summary>
    public ChannelHealth Current
    {
        get
        {
            lock (gate)
            {
                var at = time.GetUtcNow();
                var shown = now.WaitsUntil <= at ? now with { WaitsUntil = null } : now;
                return shown is { State: "connected", LastHeard: { } heard } && at - heard > silence
                    ? shown with { State = "unreachable", Detail = shown.Detail ?? $"Telegram has not answered since {heard:u}." }
                    : shown;
            }
        }
    }

    /// <summary>Telegram said who the bot is.</summary>
    public void Identified(TelegramBot bot)
    {
        lock (gate)
            now = now with { Account = bot.Account, Name = bot.Username is null ? null : "@" + bot.Username };
    }

    /// <summary>A poll was answered.</summary>
    /// <param name="hasNews">Whether with updates.</param>
    public void Heard(bool hasNews)
    {
        lock (gate)
        {
            var at = time.GetUtcNow();
            now = now with { State = "connected", Detail = null, LastHeard = at, LastEvent = hasNews ? at : now.LastEvent };
        }
    }

    /// <summary>It is in another state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="detail">More about it, as a sentence.</param>
    /// <returns>Whether it was in another one.</returns>
    public bool Turned(string state, string? detail)
    {
        lock (gate)
        {
            var isNews = now.State != state;
            now = now with { State = state, Detail = detail };
            return isNews;
        }
    }

    /// <summary>As before, but for what the detail says.</summary>
    /// <param name="detail">A sentence; null when that is over.</param>
    public void Note(string? detail)
    {
        lock (gate)
            now = now with { Detail = detail };
    }

    /// <summary>Telegram wants nothing to be sent to a chat for a while.</summary>
    /// <param name="until">Until when.</param>
    public void Waits(DateTimeOffset until)
    {
        lock (gate)
            now = now with { WaitsUntil = now.WaitsUntil > until ? now.WaitsUntil : until };
    }
}
