namespace LurkBot.Channels;

/// <summary>A person or program of a workspace.</summary>
internal sealed record SlackUser
{
    public string? Id { get; init; }

    /// <summary>The workspace; a press says it.</summary>
    public string? TeamId { get; init; }

    public string? Name { get; init; }

    public string? Username { get; init; }

    public string? RealName { get; init; }

    public SlackProfile? Profile { get; init; }

    public bool IsBot { get; init; }

    public bool IsAdmin { get; init; }

    public bool IsOwner { get; init; }

    /// <summary>The name for people; null for none.</summary>
    public string? Shown => new[] { Profile?.DisplayName, Profile?.RealName, RealName, Name, Username }.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
}
