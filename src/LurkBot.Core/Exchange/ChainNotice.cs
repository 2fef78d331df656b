using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Tools;

namespace LurkBot.Exchange;

/// <summary>Says in the session where a chain of messages began that it has stopped elsewhere: once for a chain. The model is not told.</summary>
internal static class ChainNotice
{
    private const string Prefix = "chain/";
    private const int Looked = 200;

    /// <summary>Whether a notice is one of these.</summary>
    /// <param name="notice">The notice.</param>
    public static bool IsOne(NoticeEntry notice) => notice.Mark?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Says it, if the chain began in another session that is still there.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="sender">Whose message was not sent.</param>
    /// <param name="why">Which limit, as a clause.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public static async ValueTask TellAsync(ISessionStore store, ExchangeSender sender, string why, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (sender is not { Session.Info: { } stopped, Cause: { Via: [var first, ..], Trace: var trace } } || first == stopped.Id)
            return;
        if ((await store.ListAsync(cancellationToken)).Sessions.FirstOrDefault(info => info.Id == first)?.Key is not { } key)
            return;
        await using var session = await store.OpenAsync(key, cancellationToken);
        if (session is null || (await session.ReadNewestAsync(Looked, cancellationToken)).OfType<NoticeEntry>().Any(known => known.Mark == Prefix + trace))
            return;
        await session.AppendAsync([new NoticeEntry { At = at, Actor = "lurkbot", Content = $"The messages between sessions that began here stopped in {stopped.Key}: {why}.", Mark = Prefix + trace }], cancellationToken);
    }
}
