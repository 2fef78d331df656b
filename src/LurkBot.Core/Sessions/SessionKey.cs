using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LurkBot.Sessions;

/// <summary>Names one conversation: channel, chat and type, written <c>channel:chat_id:type</c> (spec, Session Keys).</summary>
public sealed record SessionKey
{
    /// <summary>The most UTF-8 bytes that a chat id may have.</summary>
    public const int MaximumChatIdBytes = 1024;

    /// <summary>The channel of sessions that hold what is remembered of people and groups; no one talks in them.</summary>
    internal const string MemoryChannel = "memory";

    private SessionKey(string channel, string chatId, SessionType type)
    {
        Channel = channel;
        ChatId = chatId;
        Type = type;
    }

    /// <summary>The platform: <c>[a-z][a-z0-9-]*</c>.</summary>
    public string Channel { get; }

    /// <summary>The platform's own id of the chat, opaque and case-preserving; it may contain colons.</summary>
    public string ChatId { get; }

    /// <summary>Who takes part.</summary>
    public SessionType Type { get; }

    /// <summary>Creates a key from its parts.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="chatId">The platform's id of the chat.</param>
    /// <param name="type">Who takes part.</param>
    /// <returns>The key.</returns>
    /// <exception cref="LurkBotException">A part is not allowed; the message says which and why.</exception>
    public static SessionKey Create(string channel, string chatId, SessionType type) =>
        Problem(channel, chatId) is { } problem ? throw new InvalidSessionKeyException(problem) : new SessionKey(channel, chatId, type);

    /// <summary>The key that a name stands for: a whole key, or the chat id alone.</summary>
    /// <param name="name">What a person gave.</param>
    /// <param name="channel">The channel of a chat id alone.</param>
    /// <param name="type">Its type.</param>
    /// <returns>The key.</returns>
    /// <exception cref="LurkBotException">The name is not allowed; the message says why.</exception>
    public static SessionKey OfName(string name, string channel, SessionType type) =>
        name.Contains(':', StringComparison.Ordinal) ? Parse(name) : Create(channel, name, type);

    /// <summary>Reads a key at its first and its last colon.</summary>
    /// <param name="text">Such as <c>telegram:123456789:main</c>.</param>
    /// <returns>The key.</returns>
    /// <exception cref="LurkBotException">The text is no key; the message says why.</exception>
    public static SessionKey Parse(string text) =>
        TryParse(text, out var key, out var problem) ? key : throw new InvalidSessionKeyException(problem);

    /// <summary>Reads a key at its first and its last colon.</summary>
    /// <param name="text">Such as <c>telegram:123456789:main</c>.</param>
    /// <param name="key">The key when the text is one.</param>
    /// <param name="problem">Why it is none, for the user.</param>
    /// <returns>Whether the text is a key.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SessionKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        var first = text.IndexOf(':', StringComparison.Ordinal);
        var last = text.LastIndexOf(':');
        if (first < 0 || first == last)
        {
            problem = "A session key has three parts, channel:chat_id:type, such as telegram:123456789:main.";
            return false;
        }

        if (!SessionTypeExtensions.TryParse(text.AsSpan(last + 1), out var type))
        {
            problem = "A session key ends with its type: main, dm, group, topic or subagent.";
            return false;
        }

        var (channel, chatId) = (text[..first], text[(first + 1)..last]);
        problem = Problem(channel, chatId);
        if (problem is not null)
            return false;
        key = new SessionKey(channel, chatId, type);
        return true;
    }

    /// <summary>Keys are equal when all three parts are, letter case included.</summary>
    /// <param name="other">The other key.</param>
    /// <returns>Whether both name the same session.</returns>
    public bool Equals(SessionKey? other) => other is not null && Type == other.Type && ChatId == other.ChatId && Channel == other.Channel;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channel, ChatId, (int)Type);

    /// <inheritdoc/>
    public override string ToString() => $"{Channel}:{ChatId}:{Type.ToText()}";

    private static string? Problem(string channel, string chatId)
    {
        if (channel.Length is 0 or > 32 || channel[0] is < 'a' or > 'z' || !IsPlain(channel))
            return "A channel is lower-case letters, digits and hyphens, begins with a letter and has at most 32 characters.";
        if (chatId.Length == 0)
            return "The chat id of a session key must not be empty.";
        if (HasControlOrLoneSurrogate(chatId))
            return "A chat id must not contain control characters or broken Unicode.";
        return Encoding.UTF8.GetByteCount(chatId) > MaximumChatIdBytes
            ? $"A chat id has at most {MaximumChatIdBytes} bytes."
            : null;
    }

    private static bool IsPlain(string channel)
    {
        foreach (var character in channel)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
                return false;
        }

        return true;
    }

    private static bool HasControlOrLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]) || char.IsControl(text[i]))
                return true;
        }

        return false;
    }
}
