namespace LurkBot.Access;

/// <summary>A person's account on a platform, or the owner, whose accounts are one by the settings.</summary>
/// <param name="Channel">The channel; empty for the owner.</param>
/// <param name="Account">The platform's immutable id of the person.</param>
internal readonly record struct PersonId(string Channel, string Account)
{
    /// <summary>The owner.</summary>
    public static PersonId Owner { get; } = new("", "owner");

    /// <summary>Whether it is the owner.</summary>
    public bool IsOwner => Channel.Length == 0;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">Such as <c>telegram:4711</c>, or <c>owner</c>.</param>
    /// <returns>Null when it is neither.</returns>
    public static PersonId? TryParse(string text) =>
        text is "owner" ? Owner
        : text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < text.Length - 1 ? new(text[..colon], text[(colon + 1)..])
        : null;

    /// <inheritdoc/>
    public override string ToString() => IsOwner ? "owner" : $"{Channel}:{Account}";
}
