using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The updates of one bot and its long polls, as the real server keeps them: one poll at a time, 24 hours, 4 MiB per answer.</summary>
/// <param name="time">The clock.</param>
/// <param name="changed">Told when a poll begins or ends to wait.</param>
internal sealed class UpdateQueue(TimeProvider time, Action changed)
{
    private const int MaxBytes = 1 << 22;
    private static readonly TimeSpan ConflictDelay = TimeSpan.FromSeconds(3);

    private static readonly HashSet<string> NotByDefault = new(StringComparer.Ordinal) { "chat_member", "message_reaction", "message_reaction_count" };

    private readonly Lock gate = new();
    private readonly List<QueuedUpdate> updates = [];
    private readonly List<QueuedUpdate> held = [];
    private readonly List<QueuedUpdate> history = [];
    private HashSet<string>? allowed;
    private TaskCompletionSource<BotApiException?>? waiting;
    private long nextId = 870_000_001;
    private DateTimeOffset lastAdded = time.GetUtcNow();
    private DateTimeOffset nextConflict = DateTimeOffset.MinValue;
    private (long Offset, DateTimeOffset Time) previous = (-1, DateTimeOffset.MinValue);

    /// <summary>The address of a webhook; empty for none.</summary>
    public string Webhook { get; private set; } = "";

    public int Polls { get; private set; }

    /// <summary>The highest offset that the bot has sent: updates below it are confirmed.</summary>
    public long ConfirmedOffset { get; private set; }

    /// <summary>How many conflicts are told late.</summary>
    public int ConflictsWaiting { get; private set; }

    /// <summary>Whether new updates are kept back until <see cref="Release"/>.</summary>
    public bool Holds { get; set; }

    public int Pending
    {
        get
        {
            lock (gate)
                return updates.Count;
        }
    }

    /// <summary>Whether a long poll waits.</summary>
    public bool IsPolled
    {
        get
        {
            lock (gate)
                return waiting is not null;
        }
    }

    public JsonArray? Allowed
    {
        get
        {
            lock (gate)
                return allowed is null ? null : [.. allowed.Select(name => (JsonNode)name)];
        }
    }

    /// <summary>The number of the newest update, if it tells of this message; else zero.</summary>
    public long LastIdOf(ServerMessage message)
    {
        lock (gate)
            return history.Count > 0 && (int?)history[^1].Json["message"]?["message_id"] == message.Id && (long?)history[^1].Json["message"]?["chat"]?["id"] == message.Chat.Id ? history[^1].Id : 0;
    }

    /// <summary>Adds an update of a kind, unless the bot has not asked for it. Returns its id, or zero.</summary>
    public long Add(string kind, JsonObject content, DateTimeOffset date)
    {
        TaskCompletionSource<BotApiException?>? woken;
        long id;
        lock (gate)
        {
            if (allowed is null ? NotByDefault.Contains(kind) : !allowed.Contains(kind))
                return 0;
            var now = time.GetUtcNow();
            // After a week without updates the ids start anew at another number.
            if (now - lastAdded >= TimeSpan.FromDays(7))
                nextId = 120_000_001;
            lastAdded = now;
            id = nextId++;
            var update = new QueuedUpdate(id, new JsonObject { ["update_id"] = id, [kind] = content.DeepClone() }, date.AddDays(1));
            history.Add(update);
            (Holds ? held : updates).Add(update);
            woken = Holds ? null : Wake();
        }

        woken?.TrySetResult(null);
        return id;
    }

    /// <summary>Delivers this one time in the place of an update, whatever the offset and the wishes of the bot.</summary>
    public void AddRaw(JsonNode update)
    {
        TaskCompletionSource<BotApiException?>? woken;
        lock (gate)
        {
            var id = update is JsonObject json && json["update_id"] is JsonValue value && value.TryGetValue(out long number) ? number : 0;
            updates.Add(new QueuedUpdate(id, update.DeepClone(), DateTimeOffset.MaxValue, Once: true));
            woken = Wake();
        }

        woken?.TrySetResult(null);
    }

    /// <summary>Delivers the newest updates one more time, also those that the bot has confirmed.</summary>
    public void Repeat(int count)
    {
        List<QueuedUpdate> newest;
        lock (gate)
            newest = [.. history.TakeLast(count)];
        newest.ForEach(update => AddRaw(update.Json));
    }

    /// <summary>Delivers the updates that were held, in the order that the test gives them.</summary>
    public void Release(Func<IReadOnlyList<QueuedUpdate>, IEnumerable<QueuedUpdate>>? order = null)
    {
        TaskCompletionSource<BotApiException?>? woken;
        lock (gate)
        {
            Holds = false;
            updates.AddRange((order?.Invoke([.. held]) ?? held).Select(update => order is null ? update : update with { Once = true }).ToList());
            held.Clear();
            woken = Wake();
        }

        woken?.TrySetResult(null);
    }

    /// <summary>Ends the poll that waits, as a second poller does. False when none waits.</summary>
    public bool EndPoll(string reason = "terminated by other getUpdates request; make sure that only one bot instance is running")
    {
        TaskCompletionSource<BotApiException?>? ended;
        lock (gate)
            ended = Wake();
        return ended?.TrySetResult(BotApiException.Conflict(reason)) ?? false;
    }

    public void SetWebhook(string url, JsonArray? allowedUpdates, bool drop)
    {
        lock (gate)
        {
            Webhook = url;
            Allow(allowedUpdates);
            if (drop)
                updates.Clear();
        }

        if (url.Length > 0)
            EndPoll("terminated by setWebhook request");
    }

    public async Task<JsonArray> PollAsync(BotCall call, CancellationToken cancellationToken)
    {
        var (offset, limit) = (call.Integer("offset") ?? 0, (int)Math.Clamp(call.Integer("limit") ?? 100, 1, 100));
        var timeout = (int)Math.Clamp(call.Integer("timeout") ?? 0, 0, 50);
        var mine = new TaskCompletionSource<BotApiException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<BotApiException?>? older;
        Task<BotApiException?> ended;
        if (Webhook.Length > 0)
            throw await DelayedAsync(BotApiException.Conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"), cancellationToken);
        lock (gate)
        {
            Polls++;
            var now = time.GetUtcNow();
            if (offset == previous.Offset && timeout < 3 && now - previous.Time < TimeSpan.FromSeconds(3))
                timeout = 3;
            if (offset == previous.Offset && now - previous.Time < TimeSpan.FromSeconds(0.5))
                limit = 1;
            previous = (offset, now);
            Allow(call.Array("allowed_updates"));
            Forget(offset, now);
            if (updates.Count > 0 || timeout == 0)
                return Take(limit);
            // The timer runs before anyone can see that the poll waits: a test may move the clock then.
            ended = mine.Task.WaitAsync(TimeSpan.FromSeconds(timeout), time, cancellationToken);
            (older, waiting) = (waiting, mine);
        }

        changed();
        older?.TrySetResult(BotApiException.Conflict("terminated by other getUpdates request; make sure that only one bot instance is running"));
        return await WaitAsync(mine, ended, limit, cancellationToken);
    }

    private async Task<JsonArray> WaitAsync(TaskCompletionSource<BotApiException?> mine, Task<BotApiException?> ended, int limit, CancellationToken cancellationToken)
    {
        BotApiException? conflict = null;
        try
        {
            conflict = await ended;
        }
        catch (TimeoutException)
        {
            // A poll that ends without updates is an empty answer.
        }
        finally
        {
            lock (gate)
            {
                if (waiting == mine)
                    waiting = null;
            }
        }

        if (conflict is not null)
            throw await DelayedAsync(conflict, cancellationToken);
        lock (gate)
        {
            Forget(0, time.GetUtcNow());
            return Take(limit);
        }
    }

    /// <summary>The first conflict is told at once, the next ones three seconds late.</summary>
    private async Task<BotApiException> DelayedAsync(BotApiException conflict, CancellationToken cancellationToken)
    {
        bool late;
        lock (gate)
        {
            var now = time.GetUtcNow();
            late = now < nextConflict;
            if (!late)
                nextConflict = now + ConflictDelay;
        }

        if (late)
        {
            var delay = Task.Delay(ConflictDelay, time, cancellationToken);
            ConflictsWaiting++;
            changed();
            try
            {
                await delay;
            }
            finally
            {
                ConflictsWaiting--;
            }
        }

        return conflict;
    }

    private void Allow(JsonArray? names)
    {
        if (names is not null)
            allowed = names.Count == 0 ? null : names.Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
    }

    private void Forget(long offset, DateTimeOffset now)
    {
        if (offset < 0)
            updates.RemoveRange(0, Math.Max(0, updates.Count + (int)Math.Max(offset, -updates.Count)));
        else if (offset > 0)
            updates.RemoveAll(update => !update.Once && update.Id < offset);
        updates.RemoveAll(update => update.Expires <= now);
        ConfirmedOffset = Math.Max(ConfirmedOffset, offset);
    }

    private JsonArray Take(int limit)
    {
        var (taken, left) = (new JsonArray(), MaxBytes);
        foreach (var update in updates.Take(limit).ToList())
        {
            left -= update.Json.ToJsonString().Length;
            if (left <= 0 && taken.Count > 0)
                break;
            taken.Add(update.Json.DeepClone());
            if (update.Once)
                updates.Remove(update);
        }

        return taken;
    }

    private TaskCompletionSource<BotApiException?>? Wake()
    {
        var woken = waiting;
        waiting = null;
        return woken;
    }
}
