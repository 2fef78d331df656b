using System.Collections.Immutable;

namespace LurkBot.Tests.Channels;

/// <summary>The allowed mentions of a message.</summary>
/// <param name="Parse">The kinds of which all are allowed: users, roles, everyone.</param>
/// <param name="Users">Single accounts.</param>
/// <param name="Roles">Single roles.</param>
/// <param name="RepliedUser">Whether a reply mentions its author.</param>
internal sealed record DiscordAllowed(ImmutableHashSet<string> Parse, ImmutableHashSet<string> Users, ImmutableHashSet<string> Roles, bool RepliedUser)
{
    /// <summary>What holds for a message that does not say.</summary>
    public static DiscordAllowed Message { get; } = new(["users", "roles", "everyone"], [], [], RepliedUser: true);

    /// <summary>What holds for interactions and webhooks.</summary>
    public static DiscordAllowed Webhook { get; } = new(["users"], [], [], RepliedUser: true);

    public bool Allows(string kind, string? id) => Parse.Contains(kind) || (id is not null && (kind == "users" ? Users : Roles).Contains(id));
}
