using System.Globalization;
using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Facts;

/// <summary>
/// What is remembered of people and groups: entries of sessions that no one talks in (RULES RE9). Everything is appended before it counts; what is forgotten is taken back,
/// and stays on disk until it is erased. Thread-safe.
/// </summary>
/// <param name="store">The sessions.</param>
/// <param name="access">Which accounts are one person.</param>
/// <param name="time">The clock.</param>
internal sealed class FactMemory(ISessionStore store, SessionAccess access, TimeProvider time)
{
    /// <summary>The most facts of one person or group.</summary>
    public const int Most = 1_000;

    /// <summary>Whose facts a conversation has.</summary>
    /// <param name="key">The session.</param>
    /// <param name="messages">The messages that are answered; none for a look.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null where it has none: a subagent's, or one in which several people write.</returns>
    public async ValueTask<FactScope?> ScopeOfAsync(SessionKey key, IReadOnlyList<UserEntry> messages, CancellationToken cancellationToken)
    {
        if (key.Channel is SessionKey.MemoryChannel || key.Type is SessionType.Subagent)
            return null;
        if (key.Type is SessionType.Group or SessionType.Topic)
            return FactScope.Of(key);
        List<PersonId> people = [.. messages.Where(message => message is { IsSaid: true, Sender: not null }).Select(message => access.PersonOf(key.Channel, message.Sender!.Id)).Distinct()];
        if (people.Count == 0)
            people = [.. await access.PeopleOfAsync(key, cancellationToken)];
        return people is [{ Account.Length: > 0 } person] ? ScopeOf(person) : null;
    }

    /// <summary>The facts of a person.</summary>
    /// <param name="person">One of their accounts, or the owner.</param>
    public FactScope ScopeOf(PersonId person) => FactScope.Of(access.PersonOf(person), access.AccountsOf(person));

    /// <summary>What is remembered and proposed, in the order in which it was.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="LurkBotException">A memory cannot be read.</exception>
    public async ValueTask<IReadOnlyList<KnownFact>> ReadAsync(FactScope scope, CancellationToken cancellationToken)
    {
        var facts = new List<KnownFact>();
        foreach (var key in scope.Memories)
        {
            await using var memory = await store.OpenAsync(key, cancellationToken);
            if (memory is null)
                continue;
            var isMain = key == scope.Memories[0];
            facts.AddRange(FactChain.Standing(await memory.ReadAllAsync(cancellationToken)).Select(fact => new KnownFact(
                key, memory.Info.Id, string.Create(CultureInfo.InvariantCulture, $"{(isMain ? "" : key.ChatId + "#")}{fact.Id}"), fact)));
        }

        return [.. facts.OrderBy(fact => fact.Entry.At).ThenBy(fact => fact.Memory == scope.Memories[0] ? 0 : 1).ThenBy(fact => fact.Entry.Id)];
    }

    /// <summary>Remembers or proposes a fact; one that has the same words is not kept twice.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="fact">The fact: its text, who said it, what it is drawn from, and whether it is proposed.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The fact, and whether it is new.</returns>
    /// <exception cref="FactException">The text is not a fact's, or there are too many.</exception>
    public async ValueTask<(KnownFact Fact, bool IsNew)> AddAsync(FactScope scope, FactEntry fact, CancellationToken cancellationToken)
    {
        var text = FactText.Of(fact.Content);
        var known = await ReadAsync(scope, cancellationToken);
        if (known.FirstOrDefault(other => string.Equals(other.Text, text, StringComparison.OrdinalIgnoreCase)) is { } same)
            return same.IsProposed && !fact.Proposed ? (await ReplaceAsync(same, fact with { Content = text }, cancellationToken), true) : (same, false);
        if (known.Count >= Most)
            throw new FactException($"{Most} facts are remembered of {scope.Owner}, and no more can be. Forget some first: /memory forget ID");
        return (await AppendAsync(scope.Memories[0], fact with { Content = text }, cancellationToken), true);
    }

    /// <summary>Accepts a proposal; who said it and what it is drawn from stays.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="name">The fact.</param>
    /// <param name="change">Who accepts it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="FactException">There is no such fact.</exception>
    public async ValueTask<KnownFact> AcceptAsync(FactScope scope, string name, SessionChange change, CancellationToken cancellationToken)
    {
        var known = await FindAsync(scope, name, cancellationToken);
        return known.IsProposed ? await ReplaceAsync(known, known.Entry with { Proposed = false, Actor = change.Actor, Reason = change.Reason }, cancellationToken) : known;
    }

    /// <summary>Says a fact in other words, which are those of whoever edits it.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="name">The fact.</param>
    /// <param name="text">The words.</param>
    /// <param name="sender">Who edits it.</param>
    /// <param name="change">The same, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="FactException">There is no such fact, or the text is not one.</exception>
    public async ValueTask<KnownFact> EditAsync(FactScope scope, string name, string text, Sender sender, SessionChange change, CancellationToken cancellationToken)
    {
        var known = await FindAsync(scope, name, cancellationToken);
        return await ReplaceAsync(known, known.Entry with { Content = FactText.Of(text), Proposed = false, Sender = sender, Actor = change.Actor, Reason = change.Reason }, cancellationToken);
    }

    /// <summary>Forgets a fact, or a proposal, in all its wordings.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="name">The fact.</param>
    /// <param name="change">Who wants it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="FactException">There is no such fact.</exception>
    public async ValueTask<KnownFact> ForgetAsync(FactScope scope, string name, SessionChange change, CancellationToken cancellationToken)
    {
        var known = await FindAsync(scope, name, cancellationToken);
        await using var memory = await store.OpenOrCreateAsync(known.Memory, cancellationToken);
        await memory.AppendAsync([new UndoEntry { At = time.GetUtcNow(), Undoes = known.Entry.Id, Actor = change.Actor, Reason = change.Reason }], cancellationToken);
        return known;
    }

    /// <summary>Whether a fact of the same words was taken back.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="text">The words.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<bool> WasForgottenAsync(FactScope scope, string text, CancellationToken cancellationToken)
    {
        foreach (var key in scope.Memories)
        {
            await using var memory = await store.OpenAsync(key, cancellationToken);
            if (memory is null)
                continue;
            var entries = await memory.ReadAllAsync(cancellationToken);
            var undone = EffectiveHistory.Undone(entries);
            if (entries.OfType<FactEntry>().Any(fact => undone.Contains(fact.Id) && string.Equals(fact.Content, text, StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }

    /// <summary>The fact of a name.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="name">Its number, with or without <c>#</c>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FactException">There is none.</exception>
    public async ValueTask<KnownFact> FindAsync(FactScope scope, string name, CancellationToken cancellationToken)
    {
        var wanted = name.Trim().TrimStart('#');
        return (await ReadAsync(scope, cancellationToken)).FirstOrDefault(fact => string.Equals(fact.Name, wanted, StringComparison.Ordinal))
            ?? throw new FactException($"There is no fact {name} of {scope.Owner}. /memory lists them, and so does: lurkbot memory list", ErrorKind.NotFound);
    }

    private ValueTask<KnownFact> ReplaceAsync(KnownFact known, FactEntry fact, CancellationToken cancellationToken) =>
        AppendAsync(known.Memory, fact with { Of = known.Entry.Id, Sources = fact.Sources.Count == 0 ? known.Entry.Sources : fact.Sources }, cancellationToken, known.Name);

    private async ValueTask<KnownFact> AppendAsync(SessionKey key, FactEntry fact, CancellationToken cancellationToken, string? former = null)
    {
        await using var memory = await store.OpenOrCreateAsync(key, cancellationToken);
        var stored = (FactEntry)(await memory.AppendAsync([fact with { Id = 0, Turn = 0, At = time.GetUtcNow() }], cancellationToken))[0];
        var prefix = former?.LastIndexOf('#') is >= 0 and var hash ? former[..(hash + 1)] : "";
        return new KnownFact(key, memory.Info.Id, string.Create(CultureInfo.InvariantCulture, $"{prefix}{stored.Id}"), stored);
    }
}
