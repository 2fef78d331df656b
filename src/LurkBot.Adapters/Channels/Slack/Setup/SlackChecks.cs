using LurkBot.Diagnostics;

namespace LurkBot.Channels;

/// <summary>What <c>lurkbot channels test</c> says of an app. Pure.</summary>
internal static class SlackChecks
{
    private const string Apps = "https://api.slack.com/apps, your app, ";

    /// <summary>What Slack says of the app, against what is set and needed (CHANNELS S38).</summary>
    /// <param name="identity">What Slack says.</param>
    /// <param name="options">What the owner set.</param>
    public static IEnumerable<DoctorCheck> Of(SlackIdentity identity, ChannelOptions options)
    {
        yield return new("token", DoctorStatus.Pass, $"{identity.Handle} in {identity.Workspace}");
        yield return options.Owners.Count > 0
            ? new("owner", DoctorStatus.Pass, $"{string.Join(", ", options.Owners)}: the direct chat with the bot is a main session with full trust")
            : new("owner", DoctorStatus.Warn, "not set: everyone is a stranger to the bot, you too", "lurkbot channels add slack, or set LURKBOT_SLACK__OWNER to your member ID: your profile, the three dots, Copy member ID");
        yield return Scopes(identity);
        yield return new("channels", DoctorStatus.Pass, options.AllowedGroups.Count == 0
            ? "it answers in none until LURKBOT_SLACK__ALLOWED_GROUPS names them; invite it to each with /invite"
            : $"answers in {string.Join(", ", options.AllowedGroups)}, once it is invited there with /invite");
        yield return new("threads", DoctorStatus.Pass, options.RepliesInThread ? "a mention is answered in a thread of its own, which is a session" : "a mention outside threads is answered beside it, in the channel's session");
    }

    private static DoctorCheck Scopes(SlackIdentity identity)
    {
        if (identity.Scopes is not { } given)
            return new("scopes", DoctorStatus.Warn, "Slack did not tell which scopes the bot token has");
        var missing = SlackScopes.Bot.Where(scope => !given.Contains(scope.Scope, StringComparer.Ordinal)).ToList();
        return missing.Count == 0
            ? new("scopes", DoctorStatus.Pass, "all that are needed")
            : new("scopes", DoctorStatus.Fail, $"missing: {string.Join(", ", missing.Select(scope => $"{scope.Scope} ({scope.For})"))}", $"{Apps}OAuth & Permissions, Scopes, Add an OAuth Scope; then Reinstall to Workspace");
    }
}
