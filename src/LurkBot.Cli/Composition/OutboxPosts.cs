using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Cli.Composition;

/// <summary>What a process that talks on no platform itself posts there: written into the outbox, and sent by the gateway (RULES LE10). The ledger is open only while it is used.</summary>
/// <param name="host">The home.</param>
internal sealed class OutboxPosts(Host host) : IChatPosts
{
    private readonly Lazy<IReadOnlyDictionary<string, IChannel>> channels = new(() => Platforms.ToRender(host));

    /// <inheritdoc/>
    public bool Serves(string channel) => channels.Value.ContainsKey(channel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KnownChat>> ListAsync(CancellationToken cancellationToken) => channels.Value.Count == 0 ? [] : await UseAsync(posts => posts.ListAsync(cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<KnownChat?> FindAsync(SessionKey key, CancellationToken cancellationToken) => channels.Value.Count == 0 ? null : await UseAsync(posts => posts.FindAsync(key, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(IStoredSession session, CancellationToken cancellationToken) => await UseAsync(async posts =>
    {
        await posts.PrepareAsync(session, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask<PostFate> SendAsync(IStoredSession session, long turn, CancellationToken cancellationToken) => UseAsync(posts => posts.SendAsync(session, turn, cancellationToken));

    private async ValueTask<T> UseAsync<T>(Func<ChatPosts, ValueTask<T>> use)
    {
        await using var ledger = Platforms.OpenLedger(host);
        using var book = new ChatBook(ledger);
        var builder = new IntakeBuilder(host.Store.Process.Home, address => DeliveryTarget.TryParse(address) is { } target && channels.Value.ContainsKey(target.Channel) ? target : null, Render);
        var posts = new ChatPosts(ledger, new LedgerReader(ledger, host.Store, builder), channels.Value, host.Options.Of<ChannelsOptions>(), book, host.Time)
        {
            IsSent = () => GatewayRecord.IsLocked(host.Options.Home),
        };
        return await use(posts);
    }

    private (IReadOnlyList<RenderedPart> Parts, int Renderer) Render(DeliveryTarget target, string text) =>
        channels.Value.TryGetValue(target.Channel, out var channel) ? (channel.Render(text), channel.Capabilities.Renderer) : ([], 0);
}
