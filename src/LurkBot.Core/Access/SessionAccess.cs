using System.Collections.Concurrent;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Access;

/// <summary>
/// The one check of who may read and send: gathers what <see cref="AccessRules"/> decides on. Every path on which a session acts uses it. Thread-safe.
/// </summary>
/// <param name="store">The sessions.</param>
/// <param name="people">Which accounts are one person.</param>
/// <param name="ownersOf">The owner's ids on a channel.</param>
internal sealed class SessionAccess(ISessionStore store, PeopleBook people, Func<string, IReadOnlyList<string>> ownersOf)
{
    private const int MostParents = 8;

    /// <summary>What was read of sessions' files, by id: keyed with the newest entry that it was made of.</summary>
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>The person of an account: the owner for one of theirs, and one for accounts that are linked.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="account">The platform's id of the person.</param>
    public PersonId PersonOf(string channel, string account) => people.PersonOf(AccountOf(channel, account));

    /// <summary>The person of an account, see <see cref="PersonOf(string, string)"/>.</summary>
    /// <param name="account">The account, or the owner.</param>
    public PersonId PersonOf(PersonId account) => account.IsOwner ? account : PersonOf(account.Channel, account.Account);

    /// <summary>Who ever wrote in a session; the owner in a main session that says nothing of it.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<IReadOnlyCollection<PersonId>> PeopleOfAsync(SessionKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken) is { } known ? [.. known.Accounts.Select(account => people.PersonOf(account)).Distinct()] : key.Type is SessionType.Main ? [PersonId.Owner] : [];

    /// <summary>The accounts of a person, themselves among them.</summary>
    /// <param name="person">One of them.</param>
    public IReadOnlyList<PersonId> AccountsOf(PersonId person) => people.AccountsOf(person);

    /// <summary>Why a turn may not read a session.</summary>
    /// <param name="actor">The turn; null for the owner at their own machine, who reads everything.</param>
    /// <param name="target">The session; it need not exist.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The rule, in words; null when it may.</returns>
    public async ValueTask<string?> WhyNotReadAsync(SessionActor? actor, SessionKey target, CancellationToken cancellationToken) =>
        actor is null ? null : AccessRules.WhyNotRead(actor, await FactsAsync(actor.Key, actor.Visibility, cancellationToken), await FactsAsync(target, actor.Visibility, cancellationToken));

    /// <summary>Why a turn may not send to a session.</summary>
    /// <param name="actor">The turn; null for the owner at their own machine.</param>
    /// <param name="target">The session; it need not exist.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The rule, in words; null when it may.</returns>
    public async ValueTask<string?> WhyNotSendAsync(SessionActor? actor, SessionKey target, CancellationToken cancellationToken) =>
        actor is null ? null : AccessRules.WhyNotSend(actor, await FactsAsync(actor.Key, actor.Visibility, cancellationToken), await FactsAsync(target, actor.Visibility, cancellationToken));

    /// <summary>Which of several sessions a turn may read.</summary>
    /// <param name="actor">The turn; null for the owner at their own machine.</param>
    /// <param name="keys">The sessions.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<IReadOnlyList<SessionKey>> ReadableAsync(SessionActor? actor, IEnumerable<SessionKey> keys, CancellationToken cancellationToken)
    {
        var readable = new List<SessionKey>();
        foreach (var key in keys)
        {
            if (await WhyNotReadAsync(actor, key, cancellationToken) is null)
                readable.Add(key);
        }

        return readable;
    }

    /// <summary>Reads a session's facts, where a rule needs them.</summary>
    private async ValueTask<SessionFacts> FactsAsync(SessionKey key, Visibility visibility, CancellationToken cancellationToken)
    {
        // Who wrote in a group decides nothing, and only a session that another one started has a parent, and the trust that it was given.
        var isRead = visibility is Visibility.Person ? key.Type is SessionType.Main or SessionType.Dm or SessionType.Subagent : key.Type is SessionType.Subagent;
        if (!isRead)
            return new SessionFacts(key, [], []);
        var parents = new List<SessionKey>();
        var own = await ReadAsync(key, cancellationToken);
        for (var parent = own?.Parent; parent is not null && parents.Count < MostParents && !parents.Contains(parent);)
        {
            parents.Add(parent);
            parent = (await ReadAsync(parent, cancellationToken))?.Parent;
        }

        return new SessionFacts(key, own is null ? [] : [.. own.Accounts.Select(account => people.PersonOf(account)).Distinct()], parents) { MostTrust = own?.Charter?.Trust ?? key.Type.MaximumTrust() };
    }

    private async ValueTask<Known?> ReadAsync(SessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await store.OpenAsync(key, cancellationToken);
            if (session is null)
                return null;
            var name = session.Info.Id.ToString();
            if (known.TryGetValue(name, out var read) && read.Key == key && read.Through == session.Info.LastId)
                return read;
            var entries = await session.ReadAllAsync(cancellationToken);
            return known[name] = new Known(key, session.Info.LastId, AccountsIn(key, entries), ParentIn(key, entries), CharterIn(key, entries));
        }
        catch (LurkBotException)
        {
            // A session that cannot be read is no one's alone.
            return null;
        }
    }

    /// <summary>Who wrote in a session; what other sessions and schedules sent counts for no one. A main session that says nothing of it is the owner's.</summary>
    private List<PersonId> AccountsIn(SessionKey key, IReadOnlyList<Entry> entries)
    {
        var accounts = entries.OfType<UserEntry>().Where(entry => entry.IsSaid)
            .Select(entry => entry.Sender is { } sender ? AccountOf(key.Channel, sender.Id) : key.Type is SessionType.Main ? PersonId.Owner : new PersonId(key.Channel, ""))
            .Distinct().ToList();
        return accounts.Count == 0 && key.Type is SessionType.Main ? [PersonId.Owner] : accounts;
    }

    private static SessionKey? ParentIn(SessionKey key, IReadOnlyList<Entry> entries) =>
        key.Type is SessionType.Subagent && entries.OfType<UserEntry>().FirstOrDefault() is { Origin: { } origin } ? MessageOrigin.TryParse(origin)?.Sender : null;

    private static SubagentCharter? CharterIn(SessionKey key, IReadOnlyList<Entry> entries) =>
        key.Type is SessionType.Subagent ? entries.OfType<UserEntry>().FirstOrDefault()?.Door?.Subagent : null;

    private PersonId AccountOf(string channel, string account) =>
        channel is "cli" or "web" or "api" || account is "owner" || ownersOf(channel).Contains(account, StringComparer.Ordinal) ? PersonId.Owner : new PersonId(channel, account);

    private sealed record Known(SessionKey Key, long Through, IReadOnlyList<PersonId> Accounts, SessionKey? Parent, SubagentCharter? Charter);
}
