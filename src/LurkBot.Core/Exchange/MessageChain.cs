using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Exchange;

/// <summary>
/// The place of a message in its chain, which is all that sessions send because of one message: pure. The message carries the chain's name, how deep it is, and through which
/// sessions it came; <see cref="ChainBook"/> counts the messages of a chain.
/// </summary>
internal static class MessageChain
{
    /// <summary>The origin of a message that is about to be sent.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="target">The session that it goes to; null for one that does not exist yet.</param>
    /// <param name="wait">Whether its answer is waited for.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ChainEndedException">A limit is reached; the message says which.</exception>
    /// <exception cref="ToolRefusedException">The session would wait for itself.</exception>
    public static MessageOrigin Next(ExchangeSender sender, SessionId? target, bool wait, AccessOptions options)
    {
        var origin = Of(sender);
        var hop = origin.Hop + 1;
        if (hop > options.MaxHops)
            throw new ChainEndedException(string.Create(CultureInfo.InvariantCulture, $"{options.MaxHops} messages in a row between sessions is the limit (LURKBOT_CHAIN_HOPS)"));
        if (wait && target is { } asked && origin.Via.Contains(asked))
            throw new ToolRefusedException("Not sent: that session waits for an answer in the same chain of messages, so it would wait for itself. Answer with what you have.", kind: ErrorKind.Refused);
        return origin with { Hop = hop };
    }

    /// <summary>The origin of a subagent's task: it stands in the chain of the turn that starts it, and is none of its messages.</summary>
    /// <param name="sender">The turn.</param>
    public static MessageOrigin OfSubagent(ExchangeSender sender) => Of(sender);

    /// <summary>What is said when a chain has no message left.</summary>
    /// <param name="most">How many it may have.</param>
    public static ChainEndedException Full(int most) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{most} messages between sessions because of one message is the limit (LURKBOT_CHAIN_MESSAGES)"));

    /// <summary>The chain that a turn answers, or begins: what a person or a schedule said is the start of one.</summary>
    private static MessageOrigin Of(ExchangeSender sender)
    {
        var (kind, name) = sender.Session is { } session ? (MessageOrigin.Session, session.Info.Key.ToString()) : (MessageOrigin.Command, sender.Command);
        var cause = sender.Cause is { Trace.Length: > 0 } before ? before : null;
        return new MessageOrigin(kind, name)
        {
            Trace = cause?.Trace ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sender.Root ?? sender.Idempotency)))[..32],
            Hop = cause?.Hop ?? 0,
            Via = [.. cause?.Via ?? [], .. sender.Session is { } own ? [own.Info.Id] : Array.Empty<SessionId>()],
        };
    }
}
