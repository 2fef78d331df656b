namespace LurkBot.Doors;

/// <summary>A message to a session, as the owner's command sends it.</summary>
internal sealed record WireSend
{
    /// <summary>A key, alias, <c>#channel</c>, <c>@person</c> or title.</summary>
    public required string To { get; init; }

    /// <summary>What is said.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the session is asked, and its answer wanted.</summary>
    /// <value>Default: false.</value>
    public bool Wait { get; init; }

    /// <summary>Names the message: sent again under the same name, it is not said twice.</summary>
    public required string Id { get; init; }
}
