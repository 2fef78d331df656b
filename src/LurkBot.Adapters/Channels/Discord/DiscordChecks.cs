using System.Globalization;
using LurkBot.Diagnostics;

namespace LurkBot.Channels;

/// <summary>What <c>lurkbot channels test discord</c> says of a bot. Pure.</summary>
internal static class DiscordChecks
{
    /// <summary>Where the intent is switched on.</summary>
    public const string IntentPath = "In the Developer Portal (https://discord.com/developers/applications) open the application, choose Bot, and under Privileged Gateway Intents turn on Message Content Intent";

    /// <summary>What the bot does without the intent.</summary>
    public const string WithoutContent = $"Message Content Intent is off: in servers the bot reads only messages that mention it. {IntentPath}, then restart the gateway.";

    /// <summary>What Discord says of the bot, against what is set.</summary>
    /// <param name="identity">What Discord says.</param>
    /// <param name="options">What the owner set.</param>
    public static IEnumerable<DoctorCheck> Of(DiscordIdentity identity, ChannelOptions options)
    {
        yield return new("token", DoctorStatus.Pass, $"{identity.Handle} ({identity.Title})");
        yield return options.Owners.Count > 0
            ? new("owner", DoctorStatus.Pass, $"{string.Join(", ", options.Owners)}: the direct chat with the bot is a main session with full trust")
            : new("owner", DoctorStatus.Warn, "not set: everyone is a stranger to the bot, you too", $"set LURKBOT_DISCORD__OWNER to your id on Discord{(identity.OwnerId is { } id ? $"; the application belongs to {id}" : "")}");
        yield return Content(identity, options);
        yield return identity.SendsElsewhere
            ? new("commands", DoctorStatus.Fail, "an Interactions Endpoint URL is set: Discord sends commands and buttons there, and not to LurkBot", $"{identity.Portal}/information: empty Interactions Endpoint URL, and save")
            : new("commands", DoctorStatus.Pass, "commands and buttons come to the gateway");
        yield return Starts(identity);
        yield return options.AllowedGroups.Count == 0 && options.AllowedGuilds.Count == 0
            ? new("servers", DoctorStatus.Pass, "the bot answers in no server until LURKBOT_DISCORD__ALLOWED_CHANNELS or LURKBOT_DISCORD__ALLOWED_GUILDS names some")
            : new("servers", DoctorStatus.Pass, Servers(options));
        foreach (var check in Permissions(identity))
            yield return check;
        yield return new("invite", DoctorStatus.Pass, identity.InviteLink);
        if (!options.DirectMessages)
            yield return new("direct messages", DoctorStatus.Pass, "off (LURKBOT_DISCORD__DM_ENABLED=false)");
    }

    private static IEnumerable<DoctorCheck> Permissions(DiscordIdentity identity)
    {
        if (identity.Access is not { Count: > 0 } all)
            yield break;
        var mend = $"in Discord: Server Settings, Roles, the bot's role; or Edit Channel, Permissions, where the channel takes them away. {identity.InviteLink} asks for all of them again";
        foreach (var one in all.Where(one => one.Missing is not DiscordPermission.None || one.Problem is not null))
        {
            var missing = one.Missing is DiscordPermission.None ? "" : $"{one.Channel}: the bot lacks {string.Join(", ", DiscordPermissions.NamesOf(one.Missing))}";
            yield return new("permissions", one.IsMute || one.Missing is DiscordPermission.None ? DoctorStatus.Fail : DoctorStatus.Warn, one.Problem is null ? missing : missing.Length == 0 ? one.Problem : $"{missing}. {one.Problem}", one.Problem is null ? mend : null);
        }

        if (all.Where(one => one.Missing is DiscordPermission.None && one.Problem is null).Select(one => one.Channel).ToList() is { Count: > 0 } whole)
            yield return new("permissions", DoctorStatus.Pass, $"complete in {string.Join(", ", whole)}");
    }

    private static DoctorCheck Starts(DiscordIdentity identity)
    {
        if (identity.Starts is not { } starts)
            return new("sessions", DoctorStatus.Warn, "Discord did not say how many sessions the bot may begin today", "lurkbot channels test discord asks again");
        var left = string.Create(CultureInfo.InvariantCulture, $"{starts.Remaining} of {starts.Total} sessions that the bot may begin in a day are left");
        var mend = string.Create(CultureInfo.InvariantCulture, $"stop whatever else uses the token, and look for the reason in lurkbot gateway logs; there are {starts.Total} again in {Duration(starts.Resets)}. To shut another program out, press Reset Token on {identity.Portal}/bot, and run lurkbot channels add discord");
        return starts switch
        {
            { IsSpent: true } => new("sessions", DoctorStatus.Fail, $"{left}: LurkBot starts no session until the limit resets, because Discord would reset the token", mend),
            { IsLow: true } => new("sessions", DoctorStatus.Warn, $"{left}: the bot connects too often, or something else uses its token", mend),
            _ => new("sessions", DoctorStatus.Pass, left),
        };
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes < 120 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMinutes):0} min") : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalHours):0} h");

    private static DoctorCheck Content(DiscordIdentity identity, ChannelOptions options)
    {
        if (identity.Self.ReadsContent)
            return new("message content", DoctorStatus.Pass, "on: the bot reads every message of its channels, and answers " + (options.MentionGating ? "those that mention it or reply to it" : "all of them"));
        var needsAll = (options.AllowedGroups.Count > 0 || options.AllowedGuilds.Count > 0) && (!options.MentionGating || options.Observe);
        return new(
            "message content",
            needsAll ? DoctorStatus.Fail : DoctorStatus.Warn,
            "off: in servers the bot reads only messages that mention it" + (needsAll ? $". {(options.Observe ? "LURKBOT_DISCORD__OBSERVE=true" : "LURKBOT_DISCORD__MENTION_GATING=false")} needs all messages" : ""),
            $"{identity.Portal}/bot: under Privileged Gateway Intents turn on Message Content Intent, save, and restart the gateway");
    }

    private static string Servers(ChannelOptions options) => (options.AllowedGuilds, options.AllowedGroups) switch
    {
        ({ Count: > 0 } guilds, { Count: > 0 } channels) => $"answers in the channels {string.Join(", ", channels)}, as far as they are in the servers {string.Join(", ", guilds)}",
        ({ Count: > 0 } guilds, _) => $"answers in all channels of the servers {string.Join(", ", guilds)}",
        (_, var channels) => $"answers in the channels {string.Join(", ", channels)}, and in their threads",
    };
}
