using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Access;

/// <summary>
/// Which accounts are one person: <c>people.json</c> in the home, read and written by the gateway and by commands beside it, under a lock. Both sides say yes to a
/// link, and a link changes neither trust nor the type of a session (RULES SE2). Thread-safe.
/// </summary>
/// <param name="home">The home; null keeps it in memory.</param>
/// <param name="time">The clock.</param>
internal sealed class PeopleBook(string? home, TimeProvider time)
{
    /// <summary>The file's name in the home folder.</summary>
    public const string FileName = "people.json";

    /// <summary>How long a code waits.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int CodeLength = 10, MostWaiting = 100;
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly Lock gate = new();
    private PeopleState? state;
    private (string? Identity, DateTime Written, long Length) stamp;

    private string FilePath => Path.Combine(home!, FileName);

    /// <summary>The links, and those that wait.</summary>
    /// <exception cref="LurkBotException">The file cannot be read.</exception>
    public PeopleState Read()
    {
        lock (gate)
            return Fresh(Load());
    }

    /// <summary>The name under which a person's accounts are one. A file that cannot be read links no one.</summary>
    /// <param name="account">The account, or the owner.</param>
    /// <returns>The owner where they are among the accounts, else the first account in the order of their names.</returns>
    public PersonId PersonOf(PersonId account) => AccountsOf(account) is var all && all.Contains(PersonId.Owner) ? PersonId.Owner : all[0];

    /// <summary>The accounts of a person, in the order of their names; the given one is among them.</summary>
    /// <param name="account">One of them.</param>
    public IReadOnlyList<PersonId> AccountsOf(PersonId account)
    {
        IReadOnlyList<IReadOnlyList<string>> links;
        try
        {
            links = Read().Links;
        }
        catch (LurkBotException)
        {
            return [account];
        }

        var name = account.ToString();
        return links.FirstOrDefault(link => link.Contains(name, StringComparer.Ordinal)) is { } found
            ? [.. found.Order(StringComparer.Ordinal).Select(PersonId.TryParse).OfType<PersonId>()]
            : [account];
    }

    /// <summary>The first side says yes.</summary>
    /// <param name="first">The account, or the owner.</param>
    /// <param name="second">The account that may answer; null for any that has the code.</param>
    /// <returns>The code; null when too many wait.</returns>
    public LinkCode? Offer(PersonId first, PersonId? second)
    {
        LinkCode? made = null;
        Change(now =>
        {
            // A new code takes the place of an earlier one of the same account.
            var waiting = now.Waiting.Where(code => code.First != first.ToString() || code.Second != second?.ToString()).ToList();
            if (waiting.Count >= MostWaiting)
                return null;
            made = new LinkCode(RandomNumberGenerator.GetString(Letters, CodeLength), first.ToString(), second?.ToString(), time.GetUtcNow() + Lifetime);
            return now with { Waiting = [.. waiting, made] };
        });
        return made;
    }

    /// <summary>The offer that an account may answer.</summary>
    /// <param name="code">The code; letter case does not matter.</param>
    /// <param name="second">The account.</param>
    /// <returns>Null when there is none for it.</returns>
    public LinkCode? Find(string code, PersonId second)
    {
        lock (gate)
            return Find(Fresh(Load()), code, second);
    }

    /// <summary>The second side says yes: both are one person from here on, with all accounts that each had.</summary>
    /// <param name="code">The code.</param>
    /// <param name="second">The account.</param>
    /// <returns>The account that had said yes first; null when there is no such offer.</returns>
    public PersonId? Accept(string code, PersonId second)
    {
        PersonId? first = null;
        Change(now =>
        {
            if (Find(now, code, second) is not { } offer)
                return null;
            first = PersonId.TryParse(offer.First);
            var both = now.Links.Where(link => link.Contains(offer.First, StringComparer.Ordinal) || link.Contains(second.ToString(), StringComparer.Ordinal)).ToList();
            string[] one = [.. both.SelectMany(link => link).Append(offer.First).Append(second.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return new PeopleState([.. now.Links.Except(both), one], [.. now.Waiting.Where(other => other != offer)]);
        });
        return first;
    }

    /// <summary>Takes an account out of its link, and ends offers that it made.</summary>
    /// <param name="account">The account.</param>
    /// <returns>Whether there was anything.</returns>
    public bool Unlink(PersonId account)
    {
        var (name, isChanged) = (account.ToString(), false);
        Change(now =>
        {
            List<IReadOnlyList<string>> links = [.. now.Links.Select(link => (IReadOnlyList<string>)[.. link.Where(known => known != name)]).Where(link => link.Count > 1)];
            List<LinkCode> waiting = [.. now.Waiting.Where(code => code.First != name && code.Second != name)];
            isChanged = now.Links.Any(link => link.Contains(name, StringComparer.Ordinal)) || waiting.Count < now.Waiting.Count;
            return isChanged ? new PeopleState(links, waiting) : null;
        });
        return isChanged;
    }

    /// <summary>How many links and offers name an account.</summary>
    /// <param name="account">The account.</param>
    public int Count(PersonId account)
    {
        var (name, now) = (account.ToString(), Read());
        return now.Links.Count(link => link.Contains(name, StringComparer.Ordinal)) + now.Waiting.Count(code => code.First == name || code.Second == name);
    }

    private static LinkCode? Find(PeopleState now, string code, PersonId second)
    {
        var plain = Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant());
        return now.Waiting.FirstOrDefault(known => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known.Code), plain)
            && known.First != second.ToString() && (known.Second is null || known.Second == second.ToString()));
    }

    private PeopleState Fresh(PeopleState all) => all with { Waiting = [.. all.Waiting.Where(code => code.ExpiresAt > time.GetUtcNow())] };

    private void Change(Func<PeopleState, PeopleState?> change)
    {
        lock (gate)
        {
            if (home is null)
            {
                state = change(Fresh(Load())) ?? state;
                return;
            }

            PrivateFolder.Create(Path.Combine(home, ".locks"));
            using var alone = new FileLock(Path.Combine(home, ".locks", "people"));
            alone.Take();
            if (change(Fresh(Load())) is not { } changed)
                return;
            try
            {
                SessionFileWriter.Replace(FilePath, JsonSerializer.SerializeToUtf8Bytes(changed, PeopleJson.Default.PeopleState));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LurkBotException($"Cannot write {FilePath}: {e.Message} Check permissions and free space.", e);
            }

            state = null;
        }
    }

    private PeopleState Load()
    {
        if (home is null)
            return state ??= PeopleState.Empty;
        try
        {
            var file = new FileInfo(FilePath);
            if (!file.Exists)
                return PeopleState.Empty;
            var now = (FileIdentity.Of(FilePath)?.Stamp, file.LastWriteTimeUtc, file.Length);
            if (state is null || now != stamp)
            {
                state = JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), PeopleJson.Default.PeopleState) ?? throw new JsonException("It is null.");
                stamp = now;
            }

            return state;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LurkBotException($"{FilePath} cannot be read: {e.Message} Until it can, no accounts are linked. Fix it, or delete it and link them again: lurkbot people link", e);
        }
    }
}
