namespace LurkBot.Channels;

/// <summary>How the channel does; what nothing was heard of for long is not "connected". Thread-safe.</summary>
/// <param name="platform">The platform's name, for people.</param>
/// <param name="time">The clock.</param>
/// <param name="silence">After so long without an answer it is not connected.</param>
internal sealed class PlatformHealth(string platform, TimeProvider time, TimeSpan silence)
{
    private readonly Lock gate = new();
    private ChannelHealth now = new() { State = "starting" };
    private readonly MissedHistory missed = new();
    private string? note;

    /// <summary>How it does now.</summary>
    public ChannelHealth Current
    {
        get
        {
            lock (gate)
            {
                var at = time.GetUtcNow();
                var shown = (now.WaitsUntil <= at ? now with { WaitsUntil = null } : now) with { Detail = note ?? now.Detail ?? missed.Text };
                return shown is { State: "connected", LastHeard: { } heard } && at - heard > silence
                    ? shown with { State = "unreachable", Detail = shown.Detail ?? $"{platform} has not answered since {heard:u}." }
                    : shown;
            }
        }
    }

    /// <summary>The platform said who the bot is.</summary>
    /// <param name="account">Its id.</param>
    /// <param name="name">Its name; null when it was not said.</param>
    public void Identified(string account, string? name)
    {
        lock (gate)
            now = now with { Account = account, Name = name };
    }

    /// <summary>Something was heard.</summary>
    /// <param name="hasNews">Whether with an event.</param>
    /// <param name="detail">More about it, as a sentence; null for nothing.</param>
    public void Heard(bool hasNews, string? detail = null)
    {
        lock (gate)
        {
            var at = time.GetUtcNow();
            now = now with { State = "connected", Detail = detail, LastHeard = at, LastEvent = hasNews ? at : now.LastEvent };
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

    /// <summary>What is wrong beside the state, whatever the state is.</summary>
    /// <param name="detail">A sentence; null when that is over.</param>
    public void Note(string? detail)
    {
        lock (gate)
            note = detail;
    }

    /// <summary>The history of a chat could not be read, or could.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="problem">A sentence; null when it was read.</param>
    public void NoteHistory(string chat, string? problem)
    {
        lock (gate)
            missed.Set(chat, problem);
    }

    /// <summary>The platform wants nothing to be sent to a chat for a while.</summary>
    /// <param name="until">Until when.</param>
    public void Waits(DateTimeOffset until)
    {
        lock (gate)
            now = now with { WaitsUntil = now.WaitsUntil > until ? now.WaitsUntil : until };
    }
}
