using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Channels;

/// <summary>Whom a message mentions: what its text names, as far as its author allowed.</summary>
internal sealed partial record DiscordMentions(ImmutableList<DiscordAccount> Accounts, ImmutableList<string> Roles, bool Everyone)
{
    public static DiscordMentions None { get; } = new([], [], Everyone: false);

    /// <summary>Finds the mentions in a text; code names no one.</summary>
    public static DiscordMentions Find(DiscordWorld world, DiscordRoom room, string text, DiscordAllowed allowed, DiscordPost? replyTo = null)
    {
        text = Code().Replace(text, "");
        var accounts = User().Matches(text).Select(match => match.Groups["id"].Value).Distinct(StringComparer.Ordinal)
            .Where(id => allowed.Allows("users", id)).Select(id => world.Accounts.Find(account => account.Id == id)).OfType<DiscordAccount>().ToList();
        if (replyTo is not null && allowed.RepliedUser && !accounts.Contains(replyTo.Author))
            accounts.Add(replyTo.Author);
        var roles = Role().Matches(text).Select(match => match.Groups["id"].Value).Distinct(StringComparer.Ordinal)
            .Where(id => allowed.Allows("roles", id) && room.Guild?.Roles.Exists(role => role.Id == id) == true);
        var everyone = room.Guild is not null && allowed.Allows("everyone", null) && (text.Contains("@everyone", StringComparison.Ordinal) || text.Contains("@here", StringComparison.Ordinal));
        return new DiscordMentions([.. accounts], [.. roles], everyone);
    }

    /// <summary>The people whom this notifies in a room.</summary>
    public IEnumerable<DiscordAccount> Notified(DiscordRoom room) => room.Guild is null
        ? Accounts
        : Accounts.Concat(room.Guild.Members.Where(member => Everyone || member.Value.Exists(Roles.Contains)).Select(member => member.Key)).Distinct();

    [GeneratedRegex("```.*?```|``.*?``|`[^`]*`", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("<@!?(?<id>[0-9]+)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex User();

    [GeneratedRegex("<@&(?<id>[0-9]+)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Role();
}
