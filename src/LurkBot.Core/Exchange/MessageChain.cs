using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Exchange;

/// <summary>
/// Bounds what sessions send because of each other: pure. A message carries how deep its chain is, how many more may follow from it, and through which sessions it
/// came, so that no counter has to be shared between processes.
/// </summary>
internal static class MessageChain
{
    /// <summary>The origin of a message that is about to be sent.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="target">The session that it goes to; null for one that does not exist yet.</param>
    /// <param name="wait">Whether its answer is waited for.</param>
    /// <param name="options">The limits.</param>
    /// <param name="most">How many messages may follow from it at most.</param>
    /// <exception cref="ToolRefusedException">A limit is reached; the message says which.</exception>
    public static MessageOrigin Next(ExchangeSender sender, SessionId? target, bool wait, AccessOptions options, int most = int.MaxValue)
    {
        var (kind, name) = sender.Session is { } session ? (MessageOrigin.Session, session.Info.Key.ToString()) : (MessageOrigin.Command, sender.Command);
        // What a schedule brought is the start of a chain, as a person's message is.
        var cause = sender.Cause is { Hop: > 0 } before ? before : null;
        var hop = (cause?.Hop ?? 0) + 1;
        if (hop > options.MaxHops)
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"Not sent: {options.MaxHops} messages in a row between sessions is the limit (LURKBOT_CHAIN_HOPS). Do not try again; say that the exchange stopped here, and what is left to do."));
        var left = Share(cause?.Left ?? options.MaxMessages, sender.Before, most);
        if (left < 0)
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"Not sent: sessions have sent each other as many messages as one message may cause ({options.MaxMessages}, LURKBOT_CHAIN_MESSAGES). Do not try again; say that the exchange stopped here, and what is left to do."));
        IReadOnlyList<SessionId> via = [.. cause?.Via ?? [], .. sender.Session is { } own ? [own.Info.Id] : Array.Empty<SessionId>()];
        if (wait && target is { } asked && via.Contains(asked))
            throw new ToolRefusedException("Not sent: that session waits for an answer in the same chain of messages, so it would wait for itself. Answer with what you have.");
        return new MessageOrigin(kind, name) { Trace = cause?.Trace ?? TraceOf(sender.Idempotency), Hop = hop, Left = left, Via = via };
    }

    /// <summary>How many messages may follow from the next one of a turn: half of what is left, so that all of them together stay within the budget.</summary>
    /// <param name="budget">How many messages the turn may cause.</param>
    /// <param name="sentBefore">How many it sent before.</param>
    /// <returns>Negative when nothing is left for the message itself.</returns>
    internal static int Share(int budget, int sentBefore) => Share(budget, Enumerable.Repeat(int.MaxValue, sentBefore), int.MaxValue);

    /// <summary>The same, where some messages get fewer.</summary>
    /// <param name="budget">How many messages the turn may cause.</param>
    /// <param name="before">For each message that it sent before, how many may follow from that one at most.</param>
    /// <param name="most">How many may follow from the next one at most.</param>
    internal static int Share(int budget, IEnumerable<int> before, int most)
    {
        foreach (var earlier in before.TakeWhile(_ => budget > 0))
            budget -= 1 + Math.Min(earlier, (budget - 1) / 2);
        return budget <= 0 ? -1 : Math.Min(most, (budget - 1) / 2);
    }

    /// <summary>The same message begins the same chain, however often it is sent.</summary>
    private static string TraceOf(string idempotency) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotency)))[..32];
}
