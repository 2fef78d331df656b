namespace LurkBot.Channels;

/// <summary>How far each channel and each thread was heard, and in which threads the bot takes part; for the time after a pause (CHANNELS S27). Thread-safe.</summary>
internal sealed class SlackProgress
{
    private const int KeptChats = 2000, KeptThreads = 1000, MostAtOnce = 100;

    /// <summary>The clocks may differ by so much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Begin, string Last)> chats = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Chat, string Root), (string Last, bool IsOurs)> threads = [];

    /// <summary>Whether the bot takes part in a thread.</summary>
    /// <param name="chat">The channel.</param>
    /// <param name="root">The message with which it begins.</param>
    public bool IsOurs(string chat, string root)
    {
        lock (gate)
            return threads.TryGetValue((chat, root), out var thread) && thread.IsOurs;
    }

    /// <summary>Whether anything was heard of a thread.</summary>
    /// <param name="chat">The channel.</param>
    /// <param name="root">The message with which it begins.</param>
    public bool Knows(string chat, string root)
    {
        lock (gate)
            return threads.ContainsKey((chat, root));
    }

    /// <summary>The newest message of a channel that was taken; null for none.</summary>
    /// <param name="chat">The channel.</param>
    public string? Of(string chat)
    {
        lock (gate)
            return chats.TryGetValue(chat, out var known) ? known.Last : null;
    }

    /// <summary>From where on a channel is heard; null for one that was never seen.</summary>
    /// <param name="chat">The channel.</param>
    public string? BeginOf(string chat)
    {
        lock (gate)
            return chats.TryGetValue(chat, out var known) ? known.Begin : null;
    }

    /// <summary>The newest answer in a thread that was taken; null for none.</summary>
    /// <param name="chat">The channel.</param>
    /// <param name="root">The message with which it begins.</param>
    public string? Of(string chat, string root)
    {
        lock (gate)
            return threads.TryGetValue((chat, root), out var thread) ? thread.Last : null;
    }

    /// <summary>The threads of a channel in which something may have been said meanwhile, newest first.</summary>
    /// <param name="chat">The channel.</param>
    public IReadOnlyList<string> ThreadsOf(string chat)
    {
        lock (gate)
            return [.. threads.Where(pair => pair.Key.Chat == chat).OrderByDescending(pair => pair.Value.Last, Comparer<string>.Create(SlackTs.Compare)).Take(MostAtOnce).Select(pair => pair.Key.Root)];
    }

    /// <summary>A channel is seen for the first time: what was said there before is not asked for (RULES LE9).</summary>
    /// <param name="chat">The channel.</param>
    /// <param name="ts">From where on.</param>
    public void Begin(string chat, string ts)
    {
        lock (gate)
            chats.TryAdd(chat, (ts, ts));
    }

    /// <summary>A message is about to be taken: should that not happen, it is read from the history, also where nothing was taken before.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time: with a message of a later one, nothing that follows would count as missed.</param>
    public void Expect(PlatformEvent.Message message, DateTimeOffset now)
    {
        var (chat, ts) = (message.Source.Chat, message.Source.Message);
        // An edit opens its thread too: it may be all that is heard of the message.
        if ((message.EditedAt is not null && !message.IsForUs) || !SlackTs.IsValid(ts))
            return;
        var at = message.EditedAt ?? SlackTs.TimeOf(ts);
        // One of a later time stands where the clock is: it hides nothing.
        var just = (at > now + Ahead ? now : at) - TimeSpan.FromMilliseconds(1);
        var before = SlackTs.At(just > DateTimeOffset.UnixEpoch ? just : DateTimeOffset.UnixEpoch);
        lock (gate)
        {
            // It may be told after its channel was first looked at, in whose history it was the newest.
            if (message.EditedAt is null && (!chats.TryGetValue(chat, out var seen) || SlackTs.Compare(seen.Begin, ts) >= 0))
                chats[chat] = (before, seen.Last ?? before);
            // What follows in its thread may be heard sooner than it is read again.
            if (message.Chat.Target.Thread is { } root)
                threads[(chat, root)] = threads.TryGetValue((chat, root), out var known) ? (known.Last, known.IsOurs || message.IsForUs) : (before, message.IsForUs);
        }
    }

    /// <summary>A message was taken.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time: with a message of a later one, nothing that follows would count as missed.</param>
    public void Take(PlatformEvent.Message message, DateTimeOffset now)
    {
        var (chat, ts) = (message.Source.Chat, message.Source.Message);
        if (message.EditedAt is not null || !SlackTs.IsValid(ts))
            return;
        var isTop = message.Chat.Target.Thread is null || message.Chat.Target.Thread == ts;
        ts = SlackTs.TimeOf(ts) > now + Ahead ? SlackTs.At(now) : ts;
        lock (gate)
        {
            if (message.Chat.Target.Thread is { } root)
            {
                var known = threads.GetValueOrDefault((chat, root));
                threads[(chat, root)] = (SlackTs.Later(known.Last, ts), known.IsOurs || message.IsForUs);
                Bound();
            }

            // A message in a thread shows that the channel is heard, but not that what was said beside it was.
            chats[chat] = chats.TryGetValue(chat, out var before) ? (before.Begin, isTop ? SlackTs.Later(before.Last, ts) : before.Last) : (ts, ts);
        }
    }

    /// <summary>All of it, for another process to go on with.</summary>
    public string Save()
    {
        lock (gate)
            return string.Join('\n', chats.Select(pair => $"{pair.Key} {pair.Value.Begin} {pair.Value.Last}").Concat(threads.Select(pair => $"{pair.Key.Chat} {pair.Key.Root} {pair.Value.Last} {(pair.Value.IsOurs ? 'o' : '-')}")));
    }

    /// <summary>How far it is now, whatever is taken later.</summary>
    public SlackProgress Copy()
    {
        var copy = new SlackProgress();
        copy.Restore(Save());
        return copy;
    }

    /// <summary>Goes on with what an earlier process saved.</summary>
    /// <param name="saved">What <see cref="Save"/> gave; what cannot be read is left out.</param>
    public void Restore(string saved)
    {
        lock (gate)
        {
            foreach (var line in saved.Split('\n'))
            {
                switch (line.Split(' '))
                {
                    case [var chat, var begin, var last] when SlackAddress.IsId(chat) && SlackTs.IsValid(begin) && SlackTs.IsValid(last):
                        chats[chat] = (begin, last);
                        break;
                    case [var chat, var root, var last, var mark] when SlackAddress.IsId(chat) && SlackTs.IsValid(root) && SlackTs.IsValid(last):
                        threads[(chat, root)] = (last, mark == "o");
                        break;
                }
            }
        }
    }

    private void Bound()
    {
        if (threads.Count > KeptThreads)
        {
            foreach (var old in threads.OrderBy(pair => pair.Value.Last, Comparer<string>.Create(SlackTs.Compare)).Take(threads.Count - (KeptThreads * 9 / 10)).Select(pair => pair.Key).ToList())
                threads.Remove(old);
        }

        if (chats.Count > KeptChats)
        {
            foreach (var old in chats.OrderBy(pair => pair.Value.Last, Comparer<string>.Create(SlackTs.Compare)).Take(chats.Count - KeptChats).Select(pair => pair.Key).ToList())
                chats.Remove(old);
        }
    }
}
