using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Maps session keys to file names and back: <c>channel_chatid_type.json</c>, the chat id percent-encoded.</summary>
internal static class SessionFileName
{
    /// <summary>The most bytes of a name before it is shortened and gets a hash.</summary>
    public const int MaximumBytes = 200;

    private const string Extension = ".json";
    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@+=~#!$-";
    private const string HashMark = "%-";
    private const int HashDigits = 32;
    private static readonly SearchValues<char> PlainValues = SearchValues.Create(Plain);
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The usual name of a session's file.</summary>
    /// <param name="key">The session's key.</param>
    /// <returns>A name that no other key has; at most 200 bytes of ASCII.</returns>
    public static string For(SessionKey key)
    {
        var name = Join(key, Escape(key.ChatId));
        return name.Length > MaximumBytes ? WithHash(key) : name;
    }

    /// <summary>The name for a session whose usual name is taken by another key on a case-insensitive disk.</summary>
    /// <param name="key">The session's key.</param>
    /// <returns>A name with a hash of the key, which <see cref="TryParse"/> does not turn back into the key.</returns>
    public static string WithHash(SessionKey key)
    {
        var escaped = Escape(key.ChatId);
        var cut = Math.Min(escaped.Length, 100);
        while (cut > 0 && escaped.AsSpan(Math.Max(0, cut - 2), Math.Min(2, cut)).Contains('%') && cut < escaped.Length)
            cut--;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())).AsSpan(0, HashDigits / 2));
        return Join(key, escaped[..cut] + HashMark + hash);
    }

    /// <summary>Whether a name ends in a hash, so that only the file itself gives the key.</summary>
    /// <param name="fileName">The name without a folder.</param>
    /// <returns>False for the usual names and for files that have no name of this form.</returns>
    public static bool HasHash(string fileName)
    {
        var mark = fileName.LastIndexOf(HashMark, StringComparison.Ordinal);
        return mark >= 0 && fileName.LastIndexOf('_') == mark + HashMark.Length + HashDigits
            && !fileName.AsSpan(mark + HashMark.Length, HashDigits).ContainsAnyExcept(LowerHex)
            && fileName.EndsWith(Extension, StringComparison.Ordinal);
    }

    /// <summary>Reads the key from a file's name, at its first and its last underscore.</summary>
    /// <param name="fileName">The name without a folder.</param>
    /// <param name="key">The key, when the name gives it.</param>
    /// <returns>False for names with a hash and for files that are no sessions.</returns>
    public static bool TryParse(string fileName, [NotNullWhen(true)] out SessionKey? key)
    {
        key = null;
        if (!fileName.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        var name = fileName[..^Extension.Length];
        var first = name.IndexOf('_', StringComparison.Ordinal);
        var last = name.LastIndexOf('_');
        // A colon is always escaped: unescaped it would move the borders between the parts of the key.
        if (first < 0 || first == last || name.Contains(':', StringComparison.Ordinal))
            return false;
        // Most names: nothing in them is escaped, so nothing can be escaped in another way.
        var plain = name.AsSpan((first + 1)..last);
        if (fileName.Length <= MaximumBytes && !plain.ContainsAnyExcept(PlainValues))
            return SessionKey.TryParse($"{name[..first]}:{plain}:{name[(last + 1)..]}", out key, out _);
        if (Unescape(name.AsSpan((first + 1)..last)) is not { } chatId)
            return false;
        return SessionKey.TryParse($"{name[..first]}:{chatId}:{name[(last + 1)..]}", out key, out _)
            && string.Equals(For(key), fileName, StringComparison.Ordinal);
    }

    private static string Join(SessionKey key, string chatId) => $"{key.Channel}_{chatId}_{key.Type.ToText()}{Extension}";

    private static string Escape(string chatId)
    {
        var result = new StringBuilder(chatId.Length + 8);
        foreach (var value in Encoding.UTF8.GetBytes(chatId))
        {
            if (value < 0x80 && Plain.Contains((char)value, StringComparison.Ordinal))
                result.Append((char)value);
            else
                result.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return result.ToString();
    }

    private static string? Unescape(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            if (i + 2 > text.Length - 1 || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                return null;
            bytes.Add(value);
            i += 2;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
