namespace LurkBot.Entries;

/// <summary>
/// Names who speaks in a message, wherever people or models read it. What another session, a command or a schedule brought never stands under a person's name alone
/// (RULES SE3).
/// </summary>
internal static class EntrySpeaker
{
    /// <summary>The name: a person's, or <c>cli:default:main, on behalf of Ada</c>, <c>schedule a1b2</c>, <c>lurkbot sessions send, by Ada</c>.</summary>
    /// <param name="entry">The message.</param>
    /// <returns>Null when it is not known.</returns>
    public static string? Of(UserEntry entry) => entry.Origin is not { Length: > 0 } text ? PersonOf(entry) : MessageOrigin.TryParse(text) switch
    {
        { Kind: MessageOrigin.Schedule } schedule => $"schedule {schedule.Name}",
        { Kind: MessageOrigin.Session } session => With(session.Name, "on behalf of", PersonOf(entry)),
        { Kind: MessageOrigin.Command } command => With(command.Name, "by", PersonOf(entry)),
        _ => With(MessageOrigin.Describe(text), "on behalf of", PersonOf(entry)),
    };

    /// <summary>The name, with a word for a person who is not known.</summary>
    /// <param name="entry">The message.</param>
    public static string OrUser(UserEntry entry) => Of(entry) ?? "user";

    private static string With(string origin, string word, string? person) => person is null ? origin : $"{origin}, {word} {person}";

    /// <summary>The person; what a schedule begins goes on in its name.</summary>
    private static string? PersonOf(UserEntry entry) =>
        entry.Sender is not { } sender ? null
        : MessageOrigin.TryParse(sender.Id) is { Kind: MessageOrigin.Schedule } schedule ? $"schedule {schedule.Name}"
        : sender.Name is { Length: > 0 } name ? name : sender.Id is { Length: > 0 } id ? id : null;
}
