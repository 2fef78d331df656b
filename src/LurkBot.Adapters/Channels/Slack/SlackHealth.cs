namespace LurkBot.Channels;

/// <summary>How the channel does. A socket that is open is asked every few seconds whether it lives, and closed when it does not answer. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="silence">For so long an open socket may be dead before that is noticed.</param>
/// <param name="limits">What Slack wants not to be called.</param>
internal sealed class SlackHealth(TimeProvider time, TimeSpan silence, SlackLimits limits)
{
    private readonly Lock gate = new();
    private ChannelHealth now = new() { State = "starting" };
    private readonly MissedHistory missed = new();
    private int open;

    /// <summary>How it does now.</summary>
    public ChannelHealth Current
    {
        get
        {
            lock (gate)
            {
                var shown = now with { WaitsUntil = limits.Latest, Detail = now.Detail ?? missed.Text };
                // What was not noticed to be dead was alive so long ago.
                return open > 0 && time.GetUtcNow() - silence is var alive && (shown.LastHeard is null || alive > shown.LastHeard) ? shown with { LastHeard = alive } : shown;
            }
        }
    }

    /// <summary>Slack said who the bot is.</summary>
    public void Identified(SlackBot bot)
    {
        lock (gate)
            now = now with { Account = bot.Account, Name = bot.Name is null ? null : "@" + bot.Name };
    }

    /// <summary>A socket was opened or closed.</summary>
    /// <param name="isOpen">Whether it was opened.</param>
    /// <returns>How many are open now.</returns>
    public int Opened(bool isOpen)
    {
        lock (gate)
        {
            open += isOpen ? 1 : -1;
            if (isOpen)
                now = now with { State = "connected", Detail = null, LastHeard = time.GetUtcNow() };
            return open;
        }
    }

    /// <summary>A frame came.</summary>
    /// <param name="hasNews">Whether with an event.</param>
    public void Heard(bool hasNews)
    {
        lock (gate)
        {
            var at = time.GetUtcNow();
            now = now with { LastHeard = at, LastEvent = hasNews ? at : now.LastEvent };
        }
    }

    /// <summary>It is in another state; while a socket is open it stays connected.</summary>
    /// <param name="state">The state.</param>
    /// <param name="detail">More about it, as a sentence.</param>
    /// <returns>Whether it was in another one.</returns>
    public bool Turned(string state, string? detail)
    {
        lock (gate)
        {
            if (open > 0 && state != "stopped")
                return false;
            var isNews = now.State != state;
            now = now with { State = state, Detail = detail };
            return isNews;
        }
    }

    /// <summary>The history of a chat could not be read, or could.</summary>
    /// <param name="chat">The chat; empty for the list of chats.</param>
    /// <param name="problem">A sentence; null when it was read.</param>
    public void NoteHistory(string chat, string? problem)
    {
        lock (gate)
            missed.Set(chat, problem);
    }

    /// <summary>The histories are read again.</summary>
    public void ForgetHistory()
    {
        lock (gate)
            missed.Clear();
    }

    /// <summary>As before, but for what the detail says.</summary>
    /// <param name="detail">A sentence; null when that is over.</param>
    public void Note(string? detail)
    {
        lock (gate)
            now = now with { Detail = detail };
    }
}
