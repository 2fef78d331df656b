namespace LurkBot.Sessions;

/// <summary>Text forms and trust of session types.</summary>
internal static class SessionTypeExtensions
{
    /// <summary>The type as keys and files write it, such as <c>main</c>.</summary>
    /// <param name="type">The type.</param>
    /// <returns>A lower-case word.</returns>
    public static string ToText(this SessionType type) => type switch
    {
        SessionType.Main => "main",
        SessionType.Dm => "dm",
        SessionType.Group => "group",
        SessionType.Topic => "topic",
        SessionType.Subagent => "subagent",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Reads the lower-case word of a type.</summary>
    /// <param name="text">The word; compared exactly.</param>
    /// <param name="type">The type when the word is one.</param>
    /// <returns>Whether the word is a type.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionType type)
    {
        SessionType? found = text switch
        {
            "main" => SessionType.Main,
            "dm" => SessionType.Dm,
            "group" => SessionType.Group,
            "topic" => SessionType.Topic,
            "subagent" => SessionType.Subagent,
            _ => null,
        };
        type = found ?? default;
        return found is not null;
    }

    /// <summary>The most trust a session of this type gives; a subagent's is bounded further by its parent.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Full for main, partial for dm, low for the others.</returns>
    public static Trust MaximumTrust(this SessionType type) => type switch
    {
        SessionType.Main => Trust.Full,
        SessionType.Dm => Trust.Partial,
        _ => Trust.Low,
    };
}
