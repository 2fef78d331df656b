using LurkBot.Access;
using LurkBot.Commands;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>
/// The names beside people's ids, where one is known: that of their direct chat, or the one under which they were let in. Names are shown and decide nothing.
/// </summary>
/// <param name="chats">The chats that are known.</param>
/// <param name="people">Who was let in.</param>
/// <param name="speaker">Who speaks, as the platform names them.</param>
internal sealed class PersonNames(IReadOnlyList<KnownChat> chats, IReadOnlyList<PairedPerson> people, (PersonId Person, string? Name) speaker = default)
{
    /// <summary>An account, with its name where that is known.</summary>
    /// <param name="person">The account.</param>
    /// <returns>Such as <c>telegram:4711 (Bob)</c>, one line.</returns>
    public string Tell(PersonId person)
    {
        var name = person == speaker.Person ? speaker.Name : null;
        name ??= chats.FirstOrDefault(chat => IsOf(chat, person))?.Title ?? people.FirstOrDefault(known => known.Channel == person.Channel && known.Sender == person.Account)?.Name;
        // A name is its person's own choice: it brings no line, no command and no bracket of its own.
        var plain = name is null ? "" : TerminalText.Sanitize(name, keepNewlines: false).Replace('/', ' ').Replace('(', ' ').Replace(')', ' ').Trim();
        return plain.Length == 0 ? person.ToString() : $"{person} ({EntryText.Shorten(plain)})";
    }

    private static bool IsOf(KnownChat chat, PersonId person) =>
        chat is { Title: not null, Key: { Type: SessionType.Main or SessionType.Dm } key } && key.Channel == person.Channel && key.ChatId == person.Account;
}
