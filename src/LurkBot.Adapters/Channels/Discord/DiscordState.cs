using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>What the parts of the channel know of the bot and its world. Thread-safe.</summary>
/// <param name="health">How the channel does.</param>
internal sealed class DiscordState(PlatformHealth health)
{
    private const int KeptNonces = 512;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Snowflake> nonces = new(StringComparer.Ordinal);
    private readonly Dictionary<Snowflake, string> sent = [];
    private readonly Queue<string> order = new();
    private volatile DiscordSelf? self;

    /// <summary>How the channel does.</summary>
    public PlatformHealth Health => health;

    /// <summary>The bot; null before Discord said who it is.</summary>
    public DiscordSelf? Self => self;

    /// <summary>Servers, channels and threads.</summary>
    public DiscordPlaces Places { get; } = new();

    /// <summary>Discord said who the bot is.</summary>
    public void Identified(DiscordSelf value)
    {
        self = value;
        health.Identified(value.Account, value.Name);
    }

    /// <summary>Who the bot is must be asked again before the next connection.</summary>
    public void Forget() => self = null;

    /// <summary>The gateway told a message of the bot's own, which proves that it was sent.</summary>
    /// <param name="message">The message.</param>
    public void Heard(DiscordMessage message)
    {
        if (message.Nonce is not { ValueKind: System.Text.Json.JsonValueKind.String } nonce || nonce.GetString() is not { } text)
            return;
        lock (gate)
        {
            if (!nonces.TryAdd(text, message.Id))
                return;
            sent[message.Id] = text;
            order.Enqueue(text);
            if (order.Count > KeptNonces && nonces.Remove(order.Dequeue(), out var oldest))
                sent.Remove(oldest);
        }
    }

    /// <summary>The message that was sent with a nonce, as the gateway told.</summary>
    /// <param name="nonce">The nonce.</param>
    public Snowflake? FindSent(string nonce)
    {
        lock (gate)
            return nonces.TryGetValue(nonce, out var id) ? id : null;
    }

    /// <summary>The nonce with which a message was sent, as the gateway told.</summary>
    /// <param name="message">The message.</param>
    public string? NonceOf(Snowflake message)
    {
        lock (gate)
            return sent.GetValueOrDefault(message);
    }
}
