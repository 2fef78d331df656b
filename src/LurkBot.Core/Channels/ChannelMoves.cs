using LurkBot.Delivery;
using LurkBot.Facts;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Chats that get another id, and sessions that get another key with them: a group that its platform migrates, a person who becomes owner. The session goes
/// on; what waits for the former chat is sent to the new one. Thread-safe.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
internal sealed partial class ChannelMoves(ChannelServices shared)
{
    private static readonly SessionChange Moved = new("lurkbot", "the platform gave the chat another id");

    private readonly ILogger logger = shared.Loggers.CreateLogger<ChannelMoves>();
    private readonly Lock gate = new();
    private readonly Dictionary<string, DeliveryTarget> moved = new(StringComparer.Ordinal);
    private readonly Dictionary<SessionId, SessionKey> keys = [];
    private readonly HashSet<(DeliveryTarget From, DeliveryTarget To)> open = [];
    private readonly Dictionary<string, SemaphoreSlim> accepting = new(StringComparer.Ordinal);

    /// <summary>Where a reply address leads to now.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Null for one that is no chat of a platform.</returns>
    public DeliveryTarget? Resolve(ReplyAddress address)
    {
        if (DeliveryTarget.TryParse(address) is not { } target)
            return null;
        lock (gate)
        {
            // A chat that moved twice, and never in a circle.
            for (var i = 0; i < 8 && moved.TryGetValue((target with { Thread = null }).Address.Text, out var to); i++)
                target = to with { Thread = target.Thread };
        }

        return target;
    }

    /// <summary>Whether a chat, or one that became it, is among these.</summary>
    /// <param name="target">The chat.</param>
    /// <param name="chats">The platform's ids of chats.</param>
    public bool IsAmong(DeliveryTarget target, IReadOnlyList<string> chats)
    {
        lock (gate)
            return chats.Contains(target.Chat, StringComparer.Ordinal) || moved.Any(pair => pair.Value == target with { Thread = null } && DeliveryTarget.TryParse(new ReplyAddress(pair.Key)) is { } former && chats.Contains(former.Chat, StringComparer.Ordinal));
    }

    /// <summary>Reads the moves of earlier processes, and ends those that they did not end.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async Task LoadAsync(string channel, CancellationToken cancellationToken)
    {
        var all = await shared.Ledger.ReadCursorAsync($"{channel}/moves", cancellationToken);
        foreach (var pair in (all ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('\t') is [var from, var text] && DeliveryTarget.TryParse(new ReplyAddress(text)) is { } to)
            {
                lock (gate)
                {
                    moved[from] = to;
                    if (DeliveryTarget.TryParse(new ReplyAddress(from)) is { } former)
                        open.Add((former, to));
                }
            }
        }

        await RenameOpenAsync(cancellationToken);
    }

    /// <summary>Moves a chat: its sessions get the new key, and what waits to be sent goes to the new chat. Idempotent.</summary>
    /// <param name="from">The former chat.</param>
    /// <param name="to">The new one.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task MoveAsync(DeliveryTarget from, DeliveryTarget to, CancellationToken cancellationToken)
    {
        if (from == to)
            return;
        string all;
        bool isNew;
        lock (gate)
        {
            isNew = !moved.TryGetValue(from.Address.Text, out var known) || known != to;
            var next = new Dictionary<string, DeliveryTarget>(moved, StringComparer.Ordinal) { [from.Address.Text] = to };
            all = string.Join('\n', next.Where(pair => pair.Value.Channel == to.Channel).Select(pair => $"{pair.Key}\t{pair.Value.Address.Text}"));
        }

        if (isNew)
            await shared.Ledger.WriteCursorAsync($"{to.Channel}/moves", all, cancellationToken);
        lock (gate)
        {
            moved[from.Address.Text] = to;
            if (isNew)
                open.Add((from, to));
        }

        // Also what came for the former chat after it had moved.
        await shared.Ledger.RetargetAsync(from, to, cancellationToken);
        if (!isNew)
            return;
        LogMoved(from.Channel);
        await RenameOpenAsync(cancellationToken);
    }

    /// <summary>Gives the sessions of moved chats their new keys. One in which a turn runs keeps its key until the turn has ended.</summary>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task RenameOpenAsync(CancellationToken cancellationToken)
    {
        List<(DeliveryTarget From, DeliveryTarget To)> moves;
        lock (gate)
            moves = [.. open];
        foreach (var channel in moves.GroupBy(move => move.From.Channel, StringComparer.Ordinal))
        {
            var turnstile = AcceptingOf(channel.Key);
            await turnstile.WaitAsync(cancellationToken);
            try
            {
                await RenameAsync([.. channel], cancellationToken);
            }
            finally
            {
                turnstile.Release();
            }
        }
    }

    private async Task RenameAsync(IReadOnlyList<(DeliveryTarget From, DeliveryTarget To)> moves, CancellationToken cancellationToken)
    {
        foreach (var move in moves)
        {
            var isDone = true;
            foreach (var key in await shared.Services.Directory.ListAsync(cancellationToken))
            {
                if (key.Channel == move.From.Channel && NewChat(key.ChatId, move.From.Chat, move.To.Chat) is { } chat)
                    isDone &= await RenameAsync(key, SessionKey.Create(key.Channel, chat, key.Type), cancellationToken);
                else if (FactScope.GroupOf(key) is { } group && group.Channel == move.From.Channel && NewChat(group.ChatId, move.From.Chat, move.To.Chat) is { } moved)
                    isDone &= await RenameAsync(key, FactScope.MemoryOf(SessionKey.Create(group.Channel, moved, group.Type)), cancellationToken);
            }

            lock (gate)
            {
                keys.Clear();
                if (isDone)
                    open.Remove(move);
            }
        }
    }

    /// <summary>Gives a session another key.</summary>
    /// <returns>False when it is to be tried again: a turn runs there.</returns>
    private async Task<bool> RenameAsync(SessionKey key, SessionKey target, CancellationToken cancellationToken)
    {
        try
        {
            await shared.Services.Store.RenameAsync(key, target, Moved, cancellationToken);
        }
        catch (SessionBusyException)
        {
            return false;
        }
        catch (LurkBotException e)
        {
            // Both chats have a session already, or a disk is full.
            var isOver = await shared.Services.Store.FindAsync(key, cancellationToken) is null || await shared.Services.Store.FindAsync(target, cancellationToken) is not null;
            if (isOver)
                LogNotMoved(e, key);
            return isOver;
        }

        return true;
    }

    /// <summary>The key that a chat's session has: that of the chat, or of the chat that it became. A chat that moved and whose session still has its former key, since a turn runs there, goes on under that one.</summary>
    /// <param name="key">The key of the chat in which something was said.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public Task<SessionKey> KeyForAsync(SessionKey key, CancellationToken cancellationToken) => WithKeyAsync(key, Task.FromResult, cancellationToken);

    /// <summary>Does something with the key that a chat's session has; the session gets no other key meanwhile.</summary>
    /// <param name="key">The key of the chat in which something was said.</param>
    /// <param name="use">Gets the key.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task<T> WithKeyAsync<T>(SessionKey key, Func<SessionKey, Task<T>> use, CancellationToken cancellationToken)
    {
        var turnstile = AcceptingOf(key.Channel);
        await turnstile.WaitAsync(cancellationToken);
        try
        {
            return await use(await FindKeyAsync(key, cancellationToken));
        }
        finally
        {
            turnstile.Release();
        }
    }

    private SemaphoreSlim AcceptingOf(string channel)
    {
        lock (gate)
            return accepting.TryGetValue(channel, out var known) ? known : accepting[channel] = new SemaphoreSlim(1, 1);
    }

    private async Task<SessionKey> FindKeyAsync(SessionKey key, CancellationToken cancellationToken)
    {
        List<(DeliveryTarget From, DeliveryTarget To)> moves;
        lock (gate)
        {
            // Said before the chat moved, and read after that was known. A chat may have moved twice, and never in a circle.
            for (var i = 0; i < 8 && Next(key) is { } next; i++)
                key = next;
            moves = [.. open.Where(move => move.To.Channel == key.Channel)];
        }

        await RenameAsync(moves, cancellationToken);
        foreach (var move in moves)
        {
            if (key.Channel == move.To.Channel && NewChat(key.ChatId, move.To.Chat, move.From.Chat) is { } chat && SessionKey.Create(key.Channel, chat, key.Type) is var former
                && await shared.Services.Store.FindAsync(former, cancellationToken) is not null && await shared.Services.Store.FindAsync(key, cancellationToken) is null)
                return former;
        }

        await FollowAsync(key, cancellationToken);
        return key;
    }

    private SessionKey? Next(SessionKey key)
    {
        foreach (var (text, to) in moved)
        {
            if (to.Channel == key.Channel && DeliveryTarget.TryParse(new ReplyAddress(text)) is { } from && NewChat(key.ChatId, from.Chat, to.Chat) is { } chat)
                return SessionKey.Create(key.Channel, chat, key.Type);
        }

        return null;
    }

    /// <summary>Gives a chat's session the key that the chat has now, where it has another type: a person became owner, say. It stays the same session.</summary>
    private async Task FollowAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (await SessionRekeying.FindAsync(shared.Services.Store, key, cancellationToken) is not { } former || TrustChange.Between(former, key) is not null)
            return;
        await SessionRekeying.OpenAsync(shared.Services.Store, key, new SessionChange("lurkbot", $"the chat is {key.Type.ToText()} now"), cancellationToken);
    }

    /// <summary>Finds a session by its id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when there is none.</returns>
    public async ValueTask<SessionKey?> FindSessionAsync(SessionId id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (keys.TryGetValue(id, out var known))
                return known;
        }

        var listing = await shared.Services.Store.ListAsync(cancellationToken);
        lock (gate)
        {
            foreach (var info in listing.Sessions)
                keys[info.Id] = info.Key;
            return keys.GetValueOrDefault(id);
        }
    }

    /// <summary>A chat's new id within a session's chat id; null for another chat's.</summary>
    private static string? NewChat(string chat, string from, string to) =>
        chat == from ? to : chat.StartsWith(from + "/", StringComparison.Ordinal) ? to + chat[from.Length..] : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Channel}: a chat has another id now; its sessions go on.")]
    private partial void LogMoved(string channel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Session} could not be given its new key.")]
    private partial void LogNotMoved(Exception exception, SessionKey session);
}
