using System.Security.Cryptography;
using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Channels;

/// <summary>
/// Who was let in, and which codes wait: <c>pairing.json</c> in the home, read and written by the gateway and by commands beside it, under a
/// lock. A stranger's code is bound to the bot and to them, and only the owner approves it, on their own machine (RULES LE15). Thread-safe.
/// </summary>
/// <param name="home">The home; null keeps it in memory.</param>
/// <param name="time">The clock.</param>
internal sealed class PairingBook(string? home, TimeProvider time)
{
    /// <summary>The file's name in the home folder.</summary>
    public const string FileName = "pairing.json";

    /// <summary>How long a code waits.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>So many strangers' codes wait at most; later strangers get none until one is free: no one is pushed out.</summary>
    public const int MostWaiting = 100;

    /// <summary>So many wrong start codes a person may give in an hour.</summary>
    public const int MostGuesses = 5;

    private const int CodeLength = 10;
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset Since)> guesses = new(StringComparer.Ordinal);
    private PairingState? state;
    private (string? Identity, DateTime Written, long Length) stamp;

    private string FilePath => Path.Combine(home!, FileName);

    /// <summary>Why the file cannot be read, and what to do; null when it can.</summary>
    public string? Problem
    {
        get
        {
            try
            {
                Read();
                return null;
            }
            catch (LurkBotException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>Whether a person was let in; a file that cannot be read lets no one in (<see cref="Problem"/>).</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="account">The bot's id.</param>
    /// <param name="sender">The person's id.</param>
    public bool IsPaired(string channel, string account, string sender)
    {
        try
        {
            return Read().People.Any(person => IsOf(person, channel, account, sender));
        }
        catch (LurkBotException)
        {
            return false;
        }
    }

    /// <summary>The people and the codes that wait; expired codes are skipped.</summary>
    /// <exception cref="LurkBotException">The file cannot be read.</exception>
    public PairingState Read()
    {
        lock (gate)
            return Fresh(Load());
    }

    /// <summary>The code of a stranger who writes for the first time, or again.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="account">The bot's id.</param>
    /// <param name="sender">Who.</param>
    /// <returns>The code, and whether it is new; null when too many wait.</returns>
    public (PairingCode Code, bool IsNew)? Ask(string channel, string account, PlatformSender sender)
    {
        (PairingCode, bool)? result = null;
        Change(now =>
        {
            if (now.Waiting.FirstOrDefault(code => code.Sender == sender.Id && code.Channel == channel && code.Account == account) is { } known)
            {
                result = (known, false);
                return null;
            }

            if (now.Waiting.Count(code => code.Sender is not null) >= MostWaiting)
                return null;
            var made = new PairingCode(NewCode(), channel, account, sender.Id, sender.Name, time.GetUtcNow() + Lifetime);
            result = (made, true);
            return now with { Waiting = [.. now.Waiting, made] };
        });
        return result;
    }

    /// <summary>Lets in the person whose code it is.</summary>
    /// <param name="code">The code; letter case and blanks do not matter.</param>
    /// <returns>The person; null when no such code waits.</returns>
    public PairedPerson? Approve(string code) => Take(code, found => found.Sender is not null, found => new PairedPerson(found.Channel, found.Account!, found.Sender!, found.Name, time.GetUtcNow()));

    /// <summary>Refuses the person whose code it is.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The code; null when no such code waits.</returns>
    public PairingCode? Deny(string code)
    {
        PairingCode? denied = null;
        Change(now => (denied = Find(now, code)) is null ? null : now with { Waiting = [.. now.Waiting.Where(other => other != denied)] });
        return denied;
    }

    /// <summary>Makes a code with which one person can begin to talk.</summary>
    /// <param name="channel">The channel.</param>
    public PairingCode Invite(string channel)
    {
        var made = new PairingCode(NewCode(), channel, null, null, null, time.GetUtcNow() + Lifetime);
        Change(now => now with { Waiting = [.. now.Waiting, made] });
        return made;
    }

    /// <summary>Lets in a person who came with a code that the owner made; it is used up.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="account">The bot's id.</param>
    /// <param name="sender">Who.</param>
    /// <param name="code">The code.</param>
    /// <returns>Whether they were let in.</returns>
    public bool Start(string channel, string account, PlatformSender sender, string code)
    {
        if (HasGuessedTooOften($"{channel}:{account}:{sender.Id}"))
            return false;
        return Take(code, found => found.Sender is null && found.Channel == channel, _ => new PairedPerson(channel, account, sender.Id, sender.Name, time.GetUtcNow())) is not null;
    }

    /// <summary>Whether a person's next start code is looked at: they gave fewer than <see cref="MostGuesses"/> within an hour.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="account">The bot's id.</param>
    /// <param name="sender">Who.</param>
    public bool MayGuess(string channel, string account, PlatformSender sender)
    {
        lock (gate)
            return !guesses.TryGetValue($"{channel}:{account}:{sender.Id}", out var known) || known.Count < MostGuesses || time.GetUtcNow() - known.Since >= Lifetime;
    }

    /// <summary>Takes the right to talk from people.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="sender">The person's id.</param>
    /// <returns>How many were removed.</returns>
    public int Remove(string channel, string sender)
    {
        var removed = 0;
        Change(now =>
        {
            var left = now.People.Where(person => person.Channel != channel || person.Sender != sender).ToList();
            removed = now.People.Count - left.Count;
            return removed == 0 ? null : now with { People = left };
        });
        return removed;
    }

    /// <summary>Forgets a person: that they were let in, and codes that wait for them.</summary>
    /// <param name="sender">The person's id.</param>
    /// <param name="channel">The channel; null for all.</param>
    /// <returns>How many entries were removed.</returns>
    public int Forget(string sender, string? channel)
    {
        var removed = 0;
        Change(now => (removed = CountOf(now, sender, channel)) == 0
            ? null
            : new PairingState([.. now.People.Where(person => !IsMeant(person.Sender, person.Channel, sender, channel))], [.. now.Waiting.Where(code => !IsMeant(code.Sender, code.Channel, sender, channel))]));
        return removed;
    }

    /// <summary>How many entries <see cref="Forget"/> would remove.</summary>
    /// <param name="sender">The person's id.</param>
    /// <param name="channel">The channel; null for all.</param>
    public int Count(string sender, string? channel)
    {
        lock (gate)
            return CountOf(Load(), sender, channel);
    }

    /// <summary>Ends all codes that wait.</summary>
    /// <returns>How many.</returns>
    public int Clear()
    {
        var count = 0;
        Change(now => (count = now.Waiting.Count) == 0 ? null : now with { Waiting = [] });
        return count;
    }

    private static bool IsOf(PairedPerson person, string channel, string account, string sender) => person.Sender == sender && person.Account == account && person.Channel == channel;

    private static int CountOf(PairingState state, string sender, string? channel) =>
        state.People.Count(person => IsMeant(person.Sender, person.Channel, sender, channel)) + state.Waiting.Count(code => IsMeant(code.Sender, code.Channel, sender, channel));

    private static bool IsMeant(string? known, string knownChannel, string sender, string? channel) =>
        string.Equals(known, sender, StringComparison.Ordinal) && (channel is null || string.Equals(knownChannel, channel, StringComparison.Ordinal));

    private static PairingCode? Find(PairingState state, string code)
    {
        var plain = string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return state.Waiting.FirstOrDefault(known => CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(known.Code), System.Text.Encoding.UTF8.GetBytes(plain)));
    }

    private static string NewCode() => new(RandomNumberGenerator.GetItems<char>(Letters, CodeLength));

    private PairedPerson? Take(string code, Func<PairingCode, bool> isMeant, Func<PairingCode, PairedPerson> let)
    {
        PairedPerson? person = null;
        Change(now =>
        {
            if (Find(now, code) is not { } found || !isMeant(found))
                return null;
            person = let(found);
            return new PairingState([.. now.People.Where(known => !IsOf(known, person.Channel, person.Account, person.Sender)), person], [.. now.Waiting.Where(other => other != found)]);
        });
        return person;
    }

    private bool HasGuessedTooOften(string who)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var (count, since) = guesses.TryGetValue(who, out var known) && now - known.Since < Lifetime ? known : (0, now);
            if (guesses.Count > MostWaiting * MostGuesses)
                guesses.Clear();
            guesses[who] = (count + 1, since);
            return count >= MostGuesses;
        }
    }

    private PairingState Fresh(PairingState all) => all.Waiting.All(code => code.ExpiresAt > time.GetUtcNow()) ? all : all with { Waiting = [.. all.Waiting.Where(code => code.ExpiresAt > time.GetUtcNow())] };

    private void Change(Func<PairingState, PairingState?> change)
    {
        lock (gate)
        {
            if (home is null)
            {
                state = change(Fresh(Load())) ?? state;
                return;
            }

            PrivateFolder.Create(Path.Combine(home, ".locks"));
            using var alone = new FileLock(Path.Combine(home, ".locks", "pairing"));
            alone.Take();
            if (change(Fresh(Load())) is not { } changed)
                return;
            try
            {
                SessionFileWriter.Replace(FilePath, JsonSerializer.SerializeToUtf8Bytes(changed, PairingJson.Default.PairingState));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LurkBotException($"Cannot write {FilePath}: {e.Message} Check permissions and free space.", e);
            }

            state = null;
        }
    }

    private PairingState Load()
    {
        if (home is null)
            return state ??= PairingState.Empty;
        try
        {
            var file = new FileInfo(FilePath);
            if (!file.Exists)
                return PairingState.Empty;
            // Two writes within a tick of the clock may be of one length; each is another file.
            var now = (FileIdentity.Of(FilePath)?.Stamp, file.LastWriteTimeUtc, file.Length);
            if (state is null || now != stamp)
            {
                var read = JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), PairingJson.Default.PairingState);
                if (read is null || read.People.Contains(null!) || read.Waiting.Contains(null!))
                    throw new JsonException("A person or a code is null.");
                state = read;
                stamp = now;
            }

            return state;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LurkBotException($"{FilePath} cannot be read: {e.Message} Until it can, no one is let in by pairing. Fix it, or delete it and pair people again: lurkbot pairing invite", e);
        }
    }
}
