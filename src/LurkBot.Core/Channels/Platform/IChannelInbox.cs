using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Takes what a platform tells. Thread-safe; calls of one channel come one after the other.</summary>
internal interface IChannelInbox
{
    /// <summary>Takes events. When it returns, all of them are durable, each with its row in the ledger, and may be acknowledged to the platform.</summary>
    /// <param name="events">The events, in the platform's order.</param>
    /// <param name="isBacklog">Whether more are known to wait: no turn begins before they are taken too (RULES LE9).</param>
    /// <param name="cancellationToken">Gives up; what was not taken comes again.</param>
    /// <exception cref="LurkBotException">They could not all be stored, on a full disk say: none may be acknowledged; they are to be given again after a while.</exception>
    Task ReceiveAsync(IReadOnlyList<PlatformEvent> events, bool isBacklog, CancellationToken cancellationToken);

    /// <summary>A cursor as it was stored last.</summary>
    /// <param name="name">Whose: account, and what it counts.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null before the first.</returns>
    ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a cursor; what it covers was taken before.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="value">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Whether the bot was spoken to in a thread or topic, as its session shows: a channel may not have heard it, or have lost what it heard.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<bool> KnowsAsync(DeliveryTarget thread, CancellationToken cancellationToken);

    /// <summary>Tells the owner something that they should know, such as that older messages are gone.</summary>
    /// <param name="notice">What it is about: the same notice is told once.</param>
    /// <param name="text">Whole sentences.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask TellOwnerAsync(string notice, string text, CancellationToken cancellationToken);
}
