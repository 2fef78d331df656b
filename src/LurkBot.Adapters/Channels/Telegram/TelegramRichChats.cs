using System.Collections.Concurrent;

namespace LurkBot.Channels;

/// <summary>Where rich messages were refused: they are not tried there for an hour. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class TelegramRichChats(TimeProvider time)
{
    private const int KeptChats = 1000;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, DateTimeOffset> without = new();
    private long serverFrom;

    /// <summary>Whether a chat may take them.</summary>
    /// <param name="chat">The chat.</param>
    public bool Takes(long chat) =>
        time.GetUtcNow().UtcTicks >= Interlocked.Read(ref serverFrom) && !(without.TryGetValue(chat, out var until) && until > time.GetUtcNow());

    /// <summary>The server does not know them, such as an older one of the owner's own.</summary>
    public void ServerHasNone() => Interlocked.Exchange(ref serverFrom, (time.GetUtcNow() + Remembered).UtcTicks);

    /// <summary>A chat does not take them.</summary>
    /// <param name="chat">The chat.</param>
    public void ChatHasNone(long chat)
    {
        if (without.Count >= KeptChats)
            without.Clear();
        without[chat] = time.GetUtcNow() + Remembered;
    }
}
