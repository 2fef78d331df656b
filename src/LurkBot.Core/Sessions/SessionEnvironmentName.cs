using System.Text;

namespace LurkBot.Sessions;

/// <summary>The name of a session in environment variables: <c>telegram:123456789:main</c> is <c>TELEGRAM_123456789_MAIN</c>.</summary>
internal static class SessionEnvironmentName
{
    /// <summary>The name of a key: upper case, every run of other characters one underscore.</summary>
    /// <param name="key">The session's key.</param>
    /// <returns>The name; several keys can share one.</returns>
    public static string For(SessionKey key)
    {
        var result = new StringBuilder();
        foreach (var character in key.ToString())
        {
            if (char.IsAsciiLetterOrDigit(character))
                result.Append(char.ToUpperInvariant(character));
            else if (result.Length == 0 || result[^1] != '_')
                result.Append('_');
        }

        return result.ToString();
    }

    /// <summary>Whether a session can have a name, be there one or not.</summary>
    /// <param name="name">The part of the variable between <c>LURKBOT_SESSION__</c> and the setting.</param>
    public static bool IsPossible(string name)
    {
        var (first, last) = (name.IndexOf('_', StringComparison.Ordinal), name.LastIndexOf('_'));
        if (first < 0)
            return false;
        // A chat id without letters and digits leaves nothing of itself: cli:!:main is CLI_MAIN.
        var chatId = first < last ? name[(first + 1)..last] : "!";
        return SessionKey.TryParse($"{name[..first].ToLowerInvariant()}:{chatId}:{name[(last + 1)..].ToLowerInvariant()}", out var key, out _)
            && string.Equals(For(key), name, StringComparison.Ordinal);
    }

    /// <summary>Whether a name means a session, without making names of thousands of keys.</summary>
    /// <param name="name">The part of the variable between <c>LURKBOT_SESSION__</c> and the setting.</param>
    /// <param name="key">The session's key.</param>
    public static bool IsFor(string name, SessionKey key) =>
        name.StartsWith(key.Channel[..1], StringComparison.OrdinalIgnoreCase) && string.Equals(For(key), name, StringComparison.Ordinal);
}
