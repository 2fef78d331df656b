using LurkBot.Access;
using LurkBot.Exchange;
using LurkBot.Sessions;

namespace LurkBot.Channels;

/// <summary>
/// <c>/link</c> and <c>/unlink</c>: the yes of each side, in its own direct chat, before two accounts are one person (RULES SE2). Each is told what the other will see.
/// An account of the owner says its yes only on their own machine.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
internal sealed class LinkCommands(ChannelServices shared)
{
    /// <summary>Carries a command out.</summary>
    /// <param name="command">The command.</param>
    /// <param name="message">The message.</param>
    /// <param name="who">Who gave it.</param>
    /// <param name="cancellationToken">Cancels the look for names.</param>
    /// <returns>What is said to it.</returns>
    public async ValueTask<string> RunAsync(string command, PlatformEvent.Message message, Admission.Taken who, CancellationToken cancellationToken)
    {
        if (message.Chat.Kind is not PlatformChatKind.Direct)
            return $"{command} works in a direct chat with me.";
        if (who.IsOwner)
            return "This is the owner's account. It is linked on the owner's machine: lurkbot people link CHANNEL:ID";
        var account = new PersonId(message.Chat.Target.Channel, message.Sender.Id);
        var people = shared.Services.People;
        if (command is "/unlink")
            return people.Unlink(account) ? "This account is on its own again. What was said stays where it was said." : "This account is not linked with another.";
        var names = await NamesAsync(account, message.Sender.Name, cancellationToken);
        return message.Argument.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => Offer(people, account, names),
            [var code] => Explain(people, account, code, names),
            [var code, var answer] when answer.Equals("yes", StringComparison.OrdinalIgnoreCase) => Accept(people, account, code, names),
            _ => "Send /link alone for a code, or /link CODE with the code of your other account.",
        };
    }

    private string Offer(PeopleBook people, PersonId account, PersonNames names) =>
        people.Offer(account, second: null) is { } offer
            ? $"Your code is {offer.Code}; it ends in an hour. Send /link {offer.Code} to me from your other account, and give it to no one else. {Sees(account, "that account", names)} Nothing is linked before that account agrees."
            : "Too many codes wait at the moment. Try again in an hour.";

    private string Explain(PeopleBook people, PersonId account, string code, PersonNames names)
    {
        if (people.Find(code, account) is not { } offer || PersonId.TryParse(offer.First) is not { } first)
            return "There is no such code for this account. Codes end after an hour.";
        return $"{Name(first, names)} asks to be one person with this account, {names.Tell(account)}. {Sees(account, first.IsOwner ? "the owner" : names.Tell(first), names)} {Sees(first, "this account", names)} Budgets count both as one, and an erasure of one covers both. Trust and tools stay as they are. If that is right, send: /link {offer.Code} yes";
    }

    private static string Accept(PeopleBook people, PersonId account, string code, PersonNames names) =>
        people.Accept(code, account) is { } first ? $"Linked with {(first.IsOwner ? "the owner" : names.Tell(first))}. /unlink takes it back." : "There is no such code for this account. Codes end after an hour.";

    private static string Name(PersonId person, PersonNames names) => person.IsOwner ? "The owner" : names.Tell(person);

    /// <summary>What another account will see of a person.</summary>
    private string Sees(PersonId of, string other, PersonNames names) =>
        shared.Services.Options.Access.Of(SessionType.Dm) < Visibility.Person
            ? $"What is said in the direct chats of {(of.IsOwner ? "the owner" : names.Tell(of))} is not seen by {other} (LURKBOT_VISIBILITY_DM)."
            : $"What is said in the direct chats of {(of.IsOwner ? "the owner" : string.Join(", ", shared.Services.People.AccountsOf(of).Select(account => account.IsOwner ? "the owner" : names.Tell(account))))} can then be read from {other}.";

    private async ValueTask<PersonNames> NamesAsync(PersonId speaker, string? name, CancellationToken cancellationToken) =>
        new(shared.Services.Exchange is SessionExchange { Posts: { } posts } ? await posts.ListAsync(cancellationToken) : [], shared.Pairing.Read().People, (speaker, name));
}
