using System.Globalization;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>Computes what a member may do in a channel, as Discord does: from the roles, and from what the channel allows and denies. Pure.</summary>
internal static class DiscordPermissions
{
    private const int OfRole = 0, OfMember = 1;

    /// <summary>What a member who is timed out keeps.</summary>
    private const DiscordPermission TimedOut = DiscordPermission.ViewChannel | DiscordPermission.ReadMessageHistory;

    private static readonly (DiscordPermission Permission, string Name)[] Names =
    [
        (DiscordPermission.ViewChannel, "View Channel"), (DiscordPermission.SendMessages, "Send Messages"), (DiscordPermission.SendMessagesInThreads, "Send Messages in Threads"),
        (DiscordPermission.ReadMessageHistory, "Read Message History"), (DiscordPermission.AttachFiles, "Attach Files"), (DiscordPermission.AddReactions, "Add Reactions"),
    ];

    /// <summary>What a member may do in the channels of a server that allow and deny nothing of their own.</summary>
    /// <param name="guild">The server, with its roles.</param>
    /// <param name="member">The member's id.</param>
    /// <param name="roles">The member's roles; that of everyone is not among them.</param>
    public static DiscordPermission Base(DiscordGuild guild, Snowflake member, IReadOnlyList<Snowflake> roles)
    {
        if (guild.OwnerId == member)
            return (DiscordPermission)ulong.MaxValue;
        // The role of everyone has the id of the server.
        var all = (guild.Roles ?? []).Where(role => role.Id == guild.Id || roles.Contains(role.Id)).Aggregate(DiscordPermission.None, (sum, role) => sum | Parse(role.Permissions));
        return all.HasFlag(DiscordPermission.Administrator) ? (DiscordPermission)ulong.MaxValue : all;
    }

    /// <summary>What a member may do in a channel.</summary>
    /// <param name="guild">The server, with its roles.</param>
    /// <param name="member">The member's id.</param>
    /// <param name="roles">The member's roles; that of everyone is not among them.</param>
    /// <param name="overwrites">What the channel allows and denies; for a thread, its channel.</param>
    /// <param name="isTimedOut">Whether a moderator let the member say nothing for a while.</param>
    public static DiscordPermission In(DiscordGuild guild, Snowflake member, IReadOnlyList<Snowflake> roles, IReadOnlyList<DiscordOverwrite> overwrites, bool isTimedOut = false)
    {
        var permissions = Base(guild, member, roles);
        if (permissions.HasFlag(DiscordPermission.Administrator))
            return permissions;
        permissions = Apply(permissions, overwrites.Where(overwrite => overwrite.Type == OfRole && overwrite.Id == guild.Id));
        permissions = Apply(permissions, overwrites.Where(overwrite => overwrite.Type == OfRole && overwrite.Id != guild.Id && roles.Contains(overwrite.Id)));
        permissions = Apply(permissions, overwrites.Where(overwrite => overwrite.Type == OfMember && overwrite.Id == member));
        if (!permissions.HasFlag(DiscordPermission.ViewChannel))
            return DiscordPermission.None;
        return isTimedOut ? permissions & TimedOut : permissions;
    }

    /// <summary>What the bot needs in a channel of a kind: in a forum it writes in posts only, and a thread has only itself.</summary>
    /// <param name="type">The kind.</param>
    public static DiscordPermission NeededIn(int type) =>
        DiscordRoomKind.IsThread(type) || !DiscordRoomKind.HasMessages(type) ? DiscordPermission.Used & ~DiscordPermission.SendMessages : DiscordPermission.Used;

    /// <summary>The names of permissions, as Discord's settings show them.</summary>
    /// <param name="permissions">The permissions.</param>
    public static IEnumerable<string> NamesOf(DiscordPermission permissions) => Names.Where(known => permissions.HasFlag(known.Permission)).Select(known => known.Name);

    /// <summary>What is allowed to one role prevails over what is denied to another.</summary>
    private static DiscordPermission Apply(DiscordPermission permissions, IEnumerable<DiscordOverwrite> overwrites)
    {
        var (allowed, denied) = (DiscordPermission.None, DiscordPermission.None);
        foreach (var overwrite in overwrites)
            (allowed, denied) = (allowed | Parse(overwrite.Allow), denied | Parse(overwrite.Deny));
        return (permissions & ~denied) | allowed;
    }

    private static DiscordPermission Parse(string? set) => ulong.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? (DiscordPermission)bits : DiscordPermission.None;
}
