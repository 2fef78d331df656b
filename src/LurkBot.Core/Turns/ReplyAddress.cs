namespace LurkBot.Turns;

/// <summary>Where the reply to a message goes: captured with the message, kept in its entry, never changed (invariant 9).</summary>
/// <param name="Text">The channel, and behind a colon what the channel needs to reach the chat.</param>
public readonly record struct ReplyAddress(string Text)
{
    /// <summary>The command line's.</summary>
    public static ReplyAddress Cli { get; } = new("cli");

    /// <summary>The session that asked: the answer goes nowhere else.</summary>
    internal static ReplyAddress Session { get; } = new("session");

    /// <summary>The channel that the reply goes to, such as <c>cli</c> or <c>telegram</c>.</summary>
    public string Channel => Text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? Text[..colon] : Text;

    /// <summary>Reads the address of a message; one without an address came from a terminal, as did those of earlier versions.</summary>
    /// <param name="text">What the entry says; null when it says nothing.</param>
    public static ReplyAddress Of(string? text) => text is null or "terminal" ? Cli : new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
