using System.Buffers;
using System.Globalization;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Accounting;

/// <summary>
/// The calls of the last days, so that what a day has cost is known without reading sessions: one file for each day (UTC), one line for
/// each call, appended under a lock by whichever process made it. Derived from the sessions: it may be deleted at any time.
/// </summary>
/// <param name="store">The sessions that it is made anew from; null keeps everything in memory only.</param>
/// <param name="home">LurkBot's home folder.</param>
/// <remarks>Thread-safe; each process has its own.</remarks>
internal sealed class DailyUsageLog(ISessionCatalog? store, string home)
{
    /// <summary>Days begin at different hours in the world; a week is more than anybody needs.</summary>
    private const int KeptDays = 7;

    private readonly Lock gate = new();
    private readonly Dictionary<DateOnly, DailyUsageFile> days = [];

    /// <summary>The folder that holds the files.</summary>
    public string Folder => Path.Combine(home, "usage");

    /// <summary>Adds a call that was just stored in its session.</summary>
    /// <exception cref="LurkBotException">The disk refused.</exception>
    public void Append(ModelCall call) => Guarded(() => Write(call));

    /// <summary>The calls from a moment on, each once, those of other processes too.</summary>
    /// <param name="since">The moment; at most a few days ago.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="LurkBotException">The disk refused.</exception>
    public IReadOnlyList<ModelCall> Read(DateTimeOffset since, DateTimeOffset now)
    {
        var calls = new List<ModelCall>();
        Guarded(() =>
        {
            for (var day = DayOf(since); day <= DayOf(now); day = day.AddDays(1))
            {
                var file = At(day);
                if (store is not null)
                    Refresh(day, file, store);
                foreach (var call in file.Calls)
                {
                    if (call.At >= since)
                        calls.Add(call);
                }
            }
        });
        return calls;
    }

    /// <summary>Adds those calls of a session that a killed process could not add.</summary>
    /// <param name="calls">Calls of the session from a moment on.</param>
    /// <exception cref="LurkBotException">The disk refused.</exception>
    public void Reconcile(IEnumerable<ModelCall> calls) => Guarded(() =>
    {
        foreach (var ofDay in calls.GroupBy(call => DayOf(call.At)))
        {
            var file = At(ofDay.Key);
            if (store is not null)
                Refresh(ofDay.Key, file, store);
            foreach (var call in ofDay.Where(call => !file.Has(call)))
                Write(call);
        }
    });

    /// <summary>Gives up the file of a day in which a call is missing; whoever needs it makes it anew.</summary>
    public void Distrust(DateTimeOffset at)
    {
        try
        {
            File.Delete(PathOf(DayOf(at)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next turn of the session adds what is missing.
        }
    }

    /// <summary>Removes all files; the next that needs them makes them anew.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Remove()
    {
        if (!Directory.Exists(Folder))
            return false;
        using var held = LockFile();
        Directory.Delete(Folder, recursive: true);
        return true;
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private void Guarded(Action work)
    {
        try
        {
            lock (gate)
                work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"What was used cannot be counted: {e.Message} Check permissions and free space.", e);
        }
    }

    private string PathOf(DateOnly day) => Path.Combine(Folder, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".jsonl");

    private DailyUsageFile At(DateOnly day)
    {
        if (!days.TryGetValue(day, out var file))
            days[day] = file = new DailyUsageFile(PathOf(day));
        return file;
    }

    /// <summary>Reads what is new; of a day without a ledger it makes one of the calls in the sessions.</summary>
    private void Refresh(DateOnly day, DailyUsageFile file, ISessionCatalog sessions)
    {
        file.Refresh();
        if (file.IsComplete)
            return;
        using var held = LockFile();
        file.Refresh();
        if (file.IsComplete)
            return;
        var (start, missing) = (new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), new List<ModelCall>());
        // Budgets ask in the middle of a turn, where nothing waits: once a day, and not at all with files, a thread is held for the reading.
        _ = new UsageReader(sessions).ReadAsync(
            start,
            (_, call) =>
            {
                if (DayOf(call.At) == day && !file.Has(call))
                    missing.Add(call);
            },
            CancellationToken.None).AsTask().GetAwaiter().GetResult();
        WriteLocked(day, missing, isComplete: true);
        file.Refresh();
    }

    private void Write(ModelCall call)
    {
        var day = DayOf(call.At);
        if (store is null)
        {
            At(day).Add(call);
            return;
        }

        using var held = LockFile();
        WriteLocked(day, [call], isComplete: false);
    }

    private void WriteLocked(DateOnly day, IReadOnlyList<ModelCall> calls, bool isComplete)
    {
        PrivateFolder.Create(Folder);
        using var file = PrivateFile.Open(PathOf(day), FileMode.OpenOrCreate, FileAccess.ReadWrite, bufferSize: 0);
        var buffer = new ArrayBufferWriter<byte>();
        if (file.Length == 0)
        {
            buffer.Write(DailyUsageFile.NewHeader());
            Prune(day);
        }
        else
        {
            // Whoever was killed while writing left a line without an end.
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n')
                buffer.Write("\n"u8);
        }

        foreach (var call in calls)
            DailyUsageLine.Write(buffer, call);
        if (isComplete)
            buffer.Write(DailyUsageLine.Complete);
        file.Position = file.Length;
        file.Write(buffer.WrittenSpan);
    }

    private void Prune(DateOnly day)
    {
        foreach (var path in Directory.EnumerateFiles(Folder, "*.jsonl"))
        {
            if (DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(path), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var old) && old.AddDays(KeptDays) < day)
                File.Delete(path);
        }
    }

    private FileLock LockFile()
    {
        var folder = Path.Combine(home, ".locks");
        PrivateFolder.Create(folder);
        var held = new FileLock(Path.Combine(folder, "usage"));
        held.Take();
        return held;
    }
}
