using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Sessions of a backup: their documents pass through a file, so that the largest needs no more memory than the smallest.</summary>
public sealed partial class FileSessionStore
{
    private static readonly SessionChange ByBackup = new("lurkbot", "restored from a backup");

    /// <summary>Puts a backed-up session where none of its key is yet. In the copy nothing is pending or open.</summary>
    /// <param name="document">Its whole document.</param>
    /// <param name="archived">Whether it goes to the archive.</param>
    /// <param name="cancellationToken">Stops before it is there.</param>
    /// <returns>Whose it is, and whether none was there.</returns>
    /// <exception cref="SessionDamagedException">It is not a session's document.</exception>
    internal async Task<(SessionKey Key, SessionId Id, bool IsNew)> ImportAsync(Stream document, bool archived, CancellationToken cancellationToken)
    {
        var folder = archived ? ArchiveFolder : Folder;
        PrivateFolder.Create(home);
        PrivateFolder.Create(folder);
        var staged = SessionFileWriter.TemporaryIn(folder);
        try
        {
            await using (var file = PrivateFile.Open(staged, FileMode.CreateNew))
                await document.CopyToAsync(file, cancellationToken);
            var (key, id, isTaken) = await EndCopyAsync(staged, cancellationToken);
            if (isTaken)
                return (key, id, false);
            if (!archived)
                return (key, id, Place(key, path => SessionFileWriter.PlaceCopy(staged, path)));
            SessionFileWriter.Replace(ArchivePathFor(key), output =>
            {
                using var sound = RegularFile.Open(staged);
                ArchiveFile.Pack(sound, output);
            });
            return (key, id, true);
        }
        catch (SessionDamagedException e)
        {
            throw new SessionDamagedException(e.Message.Replace(staged, "The document", StringComparison.Ordinal), e);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    /// <summary>Ends what is pending or open in a copy, unless there is a session of its key.</summary>
    private async Task<(SessionKey Key, SessionId Id, bool IsTaken)> EndCopyAsync(string staged, CancellationToken cancellationToken)
    {
        using var copy = FileSession.Open(staged, home, options, time, _ => false);
        var info = copy.Info;
        if (IsTaken(info.Key) || ArchivePath(info.Key) is not null)
            return (info.Key, info.Id, true);
        if (info.Turns is not { Pending.Count: 0, Open.Count: 0 })
        {
            // From the oldest entry that still matters; all of them where an earlier version or a person wrote the end.
            var entries = info.Turns?.First is { } first
                ? await copy.ReadNewestAsync((int)Math.Min(int.MaxValue, info.LastId - first + 1), cancellationToken)
                : copy.Entries();
            copy.Append(TurnEnds.All(entries, TurnEnding.BackedUp, ByBackup, time));
        }

        return (info.Key, info.Id, false);
    }
}
