using System.Text.Json;
using LurkBot.Delivery;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Channels;

/// <summary>
/// The chats that are known, with their titles: those that platforms list, and those from which messages came. Kept in the ledger, so that a process that talks on no
/// platform knows them too; derived, may be lost. Thread-safe.
/// </summary>
/// <param name="ledger">Keeps them.</param>
internal sealed class ChatBook(IDeliveryLedger ledger) : IDisposable
{
    private const int Most = 10_000, LongestTitle = 200;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, Dictionary<string, Row>> channels = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>The chats of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async ValueTask<IReadOnlyList<KnownChat>> ReadAsync(string channel, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            channels.Remove(channel);
            return [.. (await LoadAsync(channel, cancellationToken)).Select(pair => SessionKey.TryParse(pair.Key, out var key, out _) ? new KnownChat(key, new ReplyAddress(pair.Value.Address), pair.Value.Title) : null).OfType<KnownChat>()];
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Takes in chats; written only where something is new.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="chats">The chats.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask AddAsync(string channel, IReadOnlyList<KnownChat> chats, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!Merge(await LoadAsync(channel, cancellationToken), chats))
                return;
            // What another process wrote or erased meanwhile is not brought back.
            channels.Remove(channel);
            var known = await LoadAsync(channel, cancellationToken);
            if (Merge(known, chats))
                await WriteAsync(channel, known, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets chats.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="keys">The sessions that they have.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask ForgetAsync(string channel, IReadOnlyCollection<SessionKey> keys, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            channels.Remove(channel);
            var known = await LoadAsync(channel, cancellationToken);
            var forgotten = keys.Where(key => known.Remove(key.ToString())).ToList();
            if (forgotten.Count > 0)
                await WriteAsync(channel, known, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private static bool Merge(Dictionary<string, Row> known, IReadOnlyList<KnownChat> chats)
    {
        var isNew = false;
        foreach (var chat in chats)
        {
            var row = new Row(chat.Address.Text, chat.Title is { Length: > LongestTitle } title ? title[..LongestTitle] : chat.Title);
            if (known.TryGetValue(chat.Key.ToString(), out var before) && before == (row.Title is null ? row with { Title = before.Title } : row))
                continue;
            if (before is null && known.Count >= Most)
                break;
            known[chat.Key.ToString()] = row.Title is null && before is not null ? row with { Title = before.Title } : row;
            isNew = true;
        }

        return isNew;
    }

    private async ValueTask WriteAsync(string channel, Dictionary<string, Row> known, CancellationToken cancellationToken) =>
        await ledger.WriteCursorAsync(NameOf(channel), JsonSerializer.Serialize(known, ChatBookJson.Default.DictionaryStringRow), cancellationToken);

    private async ValueTask<Dictionary<string, Row>> LoadAsync(string channel, CancellationToken cancellationToken)
    {
        if (channels.TryGetValue(channel, out var known))
            return known;
        try
        {
            known = await ledger.ReadCursorAsync(NameOf(channel), cancellationToken) is { } text ? JsonSerializer.Deserialize(text, ChatBookJson.Default.DictionaryStringRow) : null;
        }
        catch (JsonException)
        {
            known = null;
        }

        return channels[channel] = known ?? new Dictionary<string, Row>(StringComparer.Ordinal);
    }

    private static string NameOf(string channel) => $"{channel}/chats";

    /// <summary>One chat.</summary>
    /// <param name="Address">Where what is sent there goes.</param>
    /// <param name="Title">Its title; null for none.</param>
    internal sealed record Row(string Address, string? Title);
}
