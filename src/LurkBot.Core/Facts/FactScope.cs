using LurkBot.Access;
using LurkBot.Sessions;

namespace LurkBot.Facts;

/// <summary>Whose facts a conversation has: one person's, in their main sessions and direct chats, or a group's own (RULES RE9).</summary>
/// <param name="Owner">Who it is, for people: <c>owner</c>, an account, or a group's session.</param>
/// <param name="Memories">The sessions that hold them: the one that is written to, then those of the person's other accounts.</param>
/// <param name="IsGroup">Whether they are a group's.</param>
internal sealed record FactScope(string Owner, IReadOnlyList<SessionKey> Memories, bool IsGroup)
{
    /// <summary>The session that holds a person's facts.</summary>
    /// <param name="person">The person.</param>
    public static SessionKey MemoryOf(PersonId person) => SessionKey.Create(SessionKey.MemoryChannel, person.ToString(), SessionType.Dm);

    /// <summary>The session that holds a group's facts.</summary>
    /// <param name="group">The group's or thread's session.</param>
    public static SessionKey MemoryOf(SessionKey group) => SessionKey.Create(SessionKey.MemoryChannel, $"{group.Channel}:{group.ChatId}", group.Type);

    /// <summary>The group whose facts a session holds.</summary>
    /// <param name="memory">The session.</param>
    /// <returns>Null when it holds none of a group.</returns>
    public static SessionKey? GroupOf(SessionKey memory) =>
        memory is { Channel: SessionKey.MemoryChannel, Type: SessionType.Group or SessionType.Topic } && SessionKey.TryParse($"{memory.ChatId}:{memory.Type.ToText()}", out var group, out _) ? group : null;

    /// <summary>The facts of a person.</summary>
    /// <param name="person">The person under whose name new facts are kept.</param>
    /// <param name="accounts">All accounts of the person.</param>
    public static FactScope Of(PersonId person, IEnumerable<PersonId> accounts) =>
        new(person.ToString(), [MemoryOf(person), .. accounts.Where(account => account != person).Select(MemoryOf)], IsGroup: false);

    /// <summary>The facts of a group.</summary>
    /// <param name="group">The group's or thread's session.</param>
    public static FactScope Of(SessionKey group) => new(group.ToString(), [MemoryOf(group)], IsGroup: true);
}
