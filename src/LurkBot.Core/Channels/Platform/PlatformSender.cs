namespace LurkBot.Channels;

/// <summary>Who did something on a platform.</summary>
/// <param name="Id">The platform's immutable id of the person or bot.</param>
/// <param name="Name">The name shown; null when there is none.</param>
internal sealed record PlatformSender(string Id, string? Name)
{
    /// <summary>Whether it is a program.</summary>
    public bool IsBot { get; init; }

    /// <summary>Whether the person administers the group, as far as the platform said so with the message.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Whether the platform hides who it is, as with an administrator who writes as the group: no identity for any list.</summary>
    public bool IsAnonymous { get; init; }
}
