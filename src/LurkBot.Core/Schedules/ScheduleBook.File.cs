using System.Globalization;
using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Schedules;

/// <summary>The file of the schedules.</summary>
internal sealed partial class ScheduleBook
{
    /// <summary>The schedules as a backup holds them; null when there are none.</summary>
    /// <exception cref="LurkBotException">They cannot be read.</exception>
    public byte[]? Export()
    {
        var schedules = Read();
        return schedules.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(new ScheduleBookState(ScheduleBookState.CurrentFormat, schedules), ScheduleBookJson.Default.ScheduleBookState);
    }

    /// <summary>Puts back schedules of a backup that are not there; they are paused, since the home that they come from may still run.</summary>
    /// <param name="backup">What <see cref="Export"/> gave.</param>
    /// <returns>How many were put back.</returns>
    /// <exception cref="LurkBotException">They cannot be read or stored.</exception>
    public int Import(byte[] backup)
    {
        try
        {
            return Restore(Parse(backup).Schedules);
        }
        catch (JsonException e)
        {
            throw new LurkBotException("The schedules of the backup are damaged.", e);
        }
    }

    private void Change(Func<IReadOnlyList<Schedule>, IReadOnlyList<Schedule>?> change)
    {
        lock (gate)
        {
            if (home is null)
            {
                state = change(Load().Schedules) is { } kept ? new ScheduleBookState(ScheduleBookState.CurrentFormat, kept) : state;
                return;
            }

            HomeFolder.Create(home);
            PrivateFolder.Create(Path.Combine(home, ".locks"));
            using var alone = new FileLock(Path.Combine(home, ".locks", "schedules"));
            alone.Take();
            if (change(Load(isLocked: true).Schedules) is not { } changed)
                return;
            try
            {
                SessionFileWriter.Replace(FilePath, JsonSerializer.SerializeToUtf8Bytes(new ScheduleBookState(ScheduleBookState.CurrentFormat, changed), ScheduleBookJson.Default.ScheduleBookState));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LurkBotException($"Cannot write {FilePath}: {e.Message} Check permissions and free space.", e);
            }

            state = null;
        }
    }

    private ScheduleBookState Load(bool isLocked = false)
    {
        if (home is null)
            return state ??= ScheduleBookState.Empty();
        try
        {
            var file = new FileInfo(FilePath);
            if (!file.Exists)
                return ScheduleBookState.Empty();
            // Two writes within a tick of the clock may be of one length; each is another file.
            var now = (FileIdentity.Of(FilePath)?.Stamp, file.LastWriteTimeUtc, file.Length);
            if (state is null || now != stamp)
            {
                state = Parse(File.ReadAllBytes(FilePath));
                stamp = now;
            }

            return state;
        }
        catch (JsonException e)
        {
            throw PutAside(e, isLocked);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"{FilePath} cannot be read: {e.Message} Until it can, no schedule runs.", e);
        }
    }

    private ScheduleBookState Parse(byte[] bytes)
    {
        using (var document = JsonDocument.Parse(bytes))
        {
            if (document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("format"u8, out var format) && format.ValueKind is JsonValueKind.Number && format.TryGetInt32(out var number) && number > ScheduleBookState.CurrentFormat)
                throw new LurkBotException($"{FilePath} was written by a newer version of LurkBot. Upgrade this one; until then no schedule runs.");
        }

        var read = JsonSerializer.Deserialize(bytes, ScheduleBookJson.Default.ScheduleBookState);
        return read is null || read.Schedules.Contains(null!) || read.Schedules.DistinctBy(schedule => schedule.Id, StringComparer.OrdinalIgnoreCase).Count() != read.Schedules.Count
            ? throw new JsonException("A schedule is null, or is there twice.")
            : read;
    }

    /// <summary>Each change replaces the file at once, so that what is damaged was not half-written: it is put aside, whole.</summary>
    private LurkBotException PutAside(JsonException damage, bool isLocked)
    {
        using var alone = isLocked ? null : new FileLock(Path.Combine(home!, ".locks", "schedules"));
        try
        {
            PrivateFolder.Create(Path.Combine(home!, ".locks"));
            alone?.Take();
            // Another process may have put it aside, and a new one may be there.
            try
            {
                Parse(File.ReadAllBytes(FilePath));
            }
            catch (JsonException)
            {
                var aside = Path.Combine(home!, AsidePrefix + time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
                File.Move(FilePath, aside, overwrite: true);
                FolderSync.SyncOf(FilePath);
                return new LurkBotException($"{FilePath} is damaged ({damage.Message.TrimEnd('.')}) and was put aside as {aside}: its schedules do not run. Fix it and move it back, or delete it and add the schedules again.", damage);
            }

            return new LurkBotException($"{FilePath} changed while it was read. Try again.", damage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new LurkBotException($"{FilePath} is damaged and cannot be put aside: {e.Message} Until it is fixed, no schedule runs.", e);
        }
    }
}
