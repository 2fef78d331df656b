using LurkBot.Access;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Exchange;

/// <summary>
/// Finds the one session that a key, alias, <c>#channel</c>, <c>@person</c> or title means, among those that exist and the chats that platforms list. It never
/// guesses: what could mean several is asked back, and what the asker may not reach is as if it did not exist.
/// </summary>
/// <param name="services">The sessions.</param>
/// <param name="posts">The platforms; null without any.</param>
internal sealed class SessionTargets(AssistantServices services, Func<IChatPosts?> posts)
{
    private const int MostCandidates = 10;

    private const string Names = "its key, which is channel:chat_id:type, such as cli:work:main or telegram:123456789:dm, by the beginning of one, by #channel, @person, or a chat's title";

    /// <summary>Finds a session.</summary>
    /// <param name="name">The name as it was said.</param>
    /// <param name="whyNot">Why it may not be reached, of each candidate; null when it may.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <param name="isCommand">Whether a person asks by a command: a model is pointed to its tools.</param>
    /// <returns>The session; for a chat that was only listed it need not exist yet.</returns>
    /// <exception cref="LurkBotException">There is none that may be reached, or several.</exception>
    public async ValueTask<SessionTarget> FindAsync(string name, Func<SessionKey, CancellationToken, ValueTask<string?>> whyNot, CancellationToken cancellationToken, bool isCommand = false)
    {
        name = name.Trim();
        if (name.Length == 0)
            throw new ToolRefusedException($"Name a session: {Names}.", kind: ErrorKind.Refused);
        var sessions = await services.Directory.ListAsync(cancellationToken);
        var chats = await ChatsAsync(sessions, cancellationToken);
        var (reachable, denial) = (new List<SessionKey>(), (string?)null);
        var candidates = (await CandidatesAsync(name, chats, cancellationToken)).Distinct().ToList();
        // A part of a name means what it means in every command; what cannot be reached from here does not make it ambiguous.
        var isPart = candidates.Count == 0 && name[0] is not ('#' or '@');
        foreach (var key in isPart ? await services.Directory.ResolvePartAsync(name, cancellationToken) : candidates)
        {
            if (await whyNot(key, cancellationToken) is not { } why)
                reachable.Add(key);
            else if (!isPart)
                denial = denial is AccessRules.MoreTrust ? denial : why;
        }

        if (reachable is [var only])
            return new SessionTarget(only, Shown(only, chats, sessions));
        var quoted = TerminalText.Sanitize(name, keepNewlines: false);
        if (reachable.Count > 1)
        {
            var shown = reachable.Select(key => Shown(key, chats, sessions) is var alias && alias == key.ToString() ? alias : $"{alias} ({key})").Order(StringComparer.Ordinal).ToList();
            throw new ToolRefusedException($"“{quoted}” could be {string.Join(" or ", shown.Take(MostCandidates))}{(shown.Count > MostCandidates ? " or others" : "")}. {(isCommand ? "Name it by its key." : "Ask which one is meant, and name it by its key.")}", kind: ErrorKind.Refused);
        }

        if (denial is AccessRules.Itself or AccessRules.MoreTrust)
            throw new ToolRefusedException(denial is AccessRules.Itself ? "That is this session itself." : $"“{quoted}” cannot be sent to from here: {denial}.", kind: ErrorKind.Refused);
        // The same words whether it exists or not: who may not see a session does not learn that it is there.
        var hint = isCommand && NearestName.Find(name, sessions.Select(key => key.ToString())) is { } nearest ? $"Did you mean {nearest}? " : "";
        throw new ToolRefusedException($"There is no session “{quoted}” that can be reached from here. {hint}A session is named by {Names}. {(isCommand ? "See: lurkbot sessions list" : "sessions_list shows those that can be read.")}", kind: ErrorKind.NotFound);
    }

    /// <summary>How sessions are shown.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Gives the name of a session as it is now, with its key where that is another.</returns>
    public async ValueTask<Func<SessionKey, string>> ReadNamesAsync(CancellationToken cancellationToken)
    {
        var sessions = await services.Directory.ListAsync(cancellationToken);
        var chats = await ChatsAsync(sessions, cancellationToken);
        return key => Shown(key, chats, sessions) is var shown && shown == key.ToString() ? shown : $"{shown} ({key})";
    }

    /// <summary>A key whose chat id is the chat's title, where that means this chat alone; else the key itself.</summary>
    internal static string Shown(SessionKey key, IReadOnlyList<KnownChat> chats, IReadOnlyList<SessionKey> sessions)
    {
        if (chats.FirstOrDefault(chat => chat.Key == key)?.Title is not { } title || AliasOf(key, title) is not { } alias)
            return key.ToString();
        var isOne = !sessions.Contains(alias) && !chats.Any(chat => chat.Key != key && (chat.Key == alias || (chat.Title is { } other && AliasOf(chat.Key, other) == alias)));
        return isOne ? alias.ToString() : key.ToString();
    }

    /// <summary>The chats of the platforms, each with the session that it has: a person who became owner has no second one.</summary>
    private async ValueTask<IReadOnlyList<KnownChat>> ChatsAsync(IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken)
    {
        if (posts() is not { } platforms)
            return [];
        var own = sessions.ToLookup(key => (key.Channel, key.ChatId));
        return [.. (await platforms.ListAsync(cancellationToken)).Select(chat => own[(chat.Key.Channel, chat.Key.ChatId)].ToList() is [var only] && only != chat.Key ? chat with { Key = only } : chat).DistinctBy(chat => chat.Key)];
    }

    private async ValueTask<IReadOnlyList<SessionKey>> CandidatesAsync(string name, IReadOnlyList<KnownChat> chats, CancellationToken cancellationToken)
    {
        IEnumerable<SessionKey> Titled(string title, Func<KnownChat, bool> isMeant)
        {
            var meant = chats.Where(chat => chat.Title is not null && isMeant(chat)).ToList();
            var exact = meant.Where(chat => string.Equals(chat.Title, title, StringComparison.OrdinalIgnoreCase)).ToList();
            // People write dev-updates for "Dev Updates".
            return (exact.Count > 0 ? exact : meant.Where(chat => Plain(chat.Title!) == Plain(title) && Plain(title).Length > 0)).Select(chat => chat.Key);
        }

        if (SessionKey.TryParse(name, out var whole, out _))
        {
            // The key itself goes before a chat whose title reads like it.
            var exact = await services.Directory.ResolveAsync(name, cancellationToken);
            if (exact.Count > 0 || chats.Any(chat => chat.Key == whole))
                return [whole];
            var title = whole.ChatId.TrimStart('#', '@');
            return [.. Titled(title, chat => chat.Key.Channel == whole.Channel && chat.Key.Type == whole.Type)];
        }

        // discord:#dev-updates names the platform too.
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && colon + 1 < name.Length && name[colon + 1] is '#' or '@')
        {
            var channel = name[..colon];
            return [.. (await CandidatesAsync(name[(colon + 1)..], chats, cancellationToken)).Where(key => key.Channel == channel)];
        }

        return name switch
        {
            ['#', .. var title] => [.. Titled(title, chat => chat.Key.Type is SessionType.Group or SessionType.Topic)],
            ['@', .. var person] => [.. Titled(person, IsDirect), .. chats.Where(chat => IsDirect(chat) && string.Equals(chat.Key.ChatId, person, StringComparison.Ordinal)).Select(chat => chat.Key)],
            _ => [.. await services.Directory.ResolveAsync(name, cancellationToken), .. Titled(name, _ => true), .. chats.Where(chat => string.Equals(chat.Key.ChatId, name, StringComparison.Ordinal)).Select(chat => chat.Key)],
        };
    }

    private static bool IsDirect(KnownChat chat) => chat.Key.Type is SessionType.Main or SessionType.Dm;

    /// <summary>A title as people may write it: in small letters, with one hyphen for blanks, hyphens and underscores.</summary>
    private static string Plain(string title) => string.Join('-', title.ToLowerInvariant().Split([' ', '\t', '\u00A0', '-', '_'], StringSplitOptions.RemoveEmptyEntries));

    private static SessionKey? AliasOf(SessionKey key, string title)
    {
        var plain = TerminalText.Sanitize(title, keepNewlines: false).Trim();
        return plain.Length > 0 && SessionKey.TryParse($"{key.Channel}:{plain}:{key.Type.ToText()}", out var alias, out _) ? alias : null;
    }
}
