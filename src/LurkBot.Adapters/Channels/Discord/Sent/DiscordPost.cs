namespace LurkBot.Channels.Wire;

/// <summary>A message that is sent or edited.</summary>
internal sealed record DiscordPost(string Content)
{
    /// <summary>Nothing that a model writes may ping (CHANNELS D22).</summary>
    public DiscordAllowedMentions AllowedMentions { get; init; } = new([], false);

    public string? Nonce { get; init; }

    public bool? EnforceNonce { get; init; }

    public DiscordReference? MessageReference { get; init; }

    public IReadOnlyList<DiscordComponent>? Components { get; init; }

    public IReadOnlyList<DiscordUpload>? Attachments { get; init; }

    public int? Flags { get; init; }
}
