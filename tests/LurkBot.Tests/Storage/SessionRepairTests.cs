using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>Damage of every sort: no crash, no other session touched, a clear report, and a repair that saves what can be saved.</summary>
public sealed class SessionRepairTests
{
    private static readonly SessionKey Damaged = SessionKey.Parse("cli:damaged:main");
    private static readonly SessionKey Other = SessionKey.Parse("cli:other:main");

    [Fact]
    public void Invariant06_AnyDamage_StaysLocalIsReportedAndMended() =>
        Gen.Select(Gen.OneOf("flip", "zeros", "cut", "swap", "empty", "garbage"), Gen.Int[0, 100_000], Gen.Int[1, 200], Gen.Bool).Sample(
            (how, place, length, archived) => TryAsync(how, place, length, archived).GetAwaiter().GetResult(),
            iter: 150);

    [Fact]
    public async Task Repair_ForeignDocumentCutShort_SavesItsFirstMessages()
    {
        using var home = new TemporaryFolder();
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        Directory.CreateDirectory(store.Folder);
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "cli_damaged_main.json"), """
            {
              "key": "cli:damaged:main",
              "messages": [
                {"role": "user", "content": "Hello"},
                {"role": "assistant", "content": "Hi there!"},
                {"role": "user", "con
            """);
        var report = store.Verify(null, default).Single();
        Assert.NotEmpty(report.Problems);
        store.Repair(report, new SessionChange("owner", "test"));
        await using var session = await store.OpenAsync(Damaged, default);
        Assert.Equal(["Hello", "Hi there!"], (await session!.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        Assert.Single(Directory.GetFiles(Path.Combine(home.Path, "salvage")));
    }

    [Fact]
    public async Task Backup_ThenRestoreInANewHome_GivesTheSameSessions()
    {
        using var home = new TemporaryFolder();
        using var newHome = new TemporaryFolder();
        var store = await MakeAsync(home.Path);
        string hash;
        await using (var session = await store.OpenAsync(Other, default))
        {
            hash = await session!.PutBlobAsync(new byte[] { 1, 2, 3 }, default);
            await session.AppendAsync([new ToolEntry { Name = "t", ToolCallId = "c", Content = "short", Blob = hash }], default);
        }

        await store.ArchiveAsync(Other, new SessionChange("owner", "test"), default);
        using var backup = new MemoryStream();
        Assert.Equal(2, (await new HomeBackup(store).WriteAsync(backup, default)).Written);

        var restored = new FileSessionStore(newHome.Path, TimeProvider.System);
        for (var round = 0; round < 2; round++)
        {
            backup.Position = 0;
            var (brought, present, problems) = await new HomeBackup(restored).ReadAsync(backup, default);
            Assert.Equal(round == 0 ? 2 : 0, brought.Count);
            Assert.Equal(round == 0 ? 0 : 2, present.Count);
            Assert.Empty(problems);
        }

        await using (var session = await restored.OpenAsync(Other, default))
            Assert.Equal([1, 2, 3], (await session!.ReadBlobAsync(hash, default))!.Value.ToArray());
        Assert.Equal(Shown(await store.ListAsync(default)), Shown(await restored.ListAsync(default)));
        Assert.All(restored.Verify(null, default), report => Assert.Empty(report.Problems));
        await Assert.ThrowsAsync<LurkBotException>(() => new HomeBackup(restored).ReadAsync(new MemoryStream([1, 2, 3]), default));
    }

    /// <summary>Sessions of 150 MB within a heap of 40 MB: in use, archived, and one whose turn was still running.</summary>
    [Theory]
    [InlineData("sessions/", false)]
    [InlineData("archive/", false)]
    [InlineData("sessions/", true)]
    public async Task Restore_LargeSession_NeedsLittleMemory(string folder, bool waits)
    {
        using var home = new TemporaryFolder();
        var (key, path) = (SessionKey.Parse("cli:large:main"), Path.Combine(home.Path, "large.tar.gz"));
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        // Packed to no less than a hundredth, as sessions are.
        var random = new Random(1);
        var text = new string('x', 14_500);
        var document = new MemoryStream();
        List<Entry> entries = [.. Enumerable.Range(1, 10_000).Select(number => new NoticeEntry { Id = number, At = start, Content = random.GetHexString(500) + text })];
        if (waits)
            entries.Add(new UserEntry { Id = 10_001, Turn = 10_001, At = start, Content = "Hello?", Accepted = "other" });
        document.Write(SessionFileWriter.Document(new SessionHead(key, SessionId.New(start), start, [], []), entries).Span);
        document.Position = 0;
        await using (var file = File.Create(path))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        await using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, folder + SessionFileName.For(key)) { DataStream = document });

        using var restore = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "restore", path], ("LURKBOT_HOME", home.Path), ("DOTNET_GCHeapHardLimit", "0x2800000"));
        var (code, output, error) = await restore.FinishAsync();
        Assert.Equal(("restored cli:large:main\n", "", 0), (output, error, code));
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        var info = (await store.ListAsync(default)).Sessions.Single();
        Assert.Equal((10_000 + (waits ? 2 : 0), 0), (info.LastId, info.Turns!.Pending.Count));
        Assert.Empty(store.Verify(null, default).Single().Problems);
        Assert.Empty(Directory.GetFiles(home.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Backup_DamagedFile_GoesAlongAndComesBackByteForByte()
    {
        using var home = new TemporaryFolder();
        using var newHome = new TemporaryFolder();
        var store = await MakeAsync(home.Path);
        var path = Path.Combine(store.Folder, "cli_damaged_main.json");
        byte[] content = [.. "{ torn \u0000"u8, 0xFF, 0xFE, 1];
        await File.WriteAllBytesAsync(path, content);
        using var backup = new MemoryStream();
        var (written, problems) = await new HomeBackup(store).WriteAsync(backup, default);
        Assert.Equal(1, written);
        Assert.Contains($"{path} is in the backup as it is.", problems);

        var restored = new FileSessionStore(newHome.Path, TimeProvider.System);
        for (var round = 0; round < 2; round++)
        {
            backup.Position = 0;
            var (_, _, told) = await new HomeBackup(restored).ReadAsync(backup, default);
            Assert.Contains(round == 0 ? "is back as it was" : "stays as it is", told.Single(), StringComparison.Ordinal);
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(restored.Folder, "cli_damaged_main.json")));
        }

        Assert.Single((await restored.ListAsync(default)).Sessions);
    }

    [Theory]
    [InlineData("damaged/sessions/../../outside.json")]
    [InlineData("damaged/outside.json.sh")]
    [InlineData("damaged/sessions/.json")]
    public async Task Restore_DamagedFileOfAnotherName_IsRefused(string name)
    {
        using var home = new TemporaryFolder();
        using var backup = new MemoryStream();
        await using (var gzip = new GZipStream(backup, CompressionLevel.Optimal, leaveOpen: true))
        await using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        backup.Position = 0;
        var store = new FileSessionStore(Path.Combine(home.Path, "a", "b"), TimeProvider.System);
        Assert.Contains("no file of a session", (await new HomeBackup(store).ReadAsync(backup, default)).Problems.Single(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories));
    }

    /// <summary>A file of 300 KB that unpacks to 300 MB: refused before it is held.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unpack_GzipBomb_IsRefused(bool archived)
    {
        using var home = new TemporaryFolder();
        var path = Path.Combine(home.Path, "bomb.gz");
        await using (var file = File.Create(path))
        await using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            if (!archived)
                await gzip.WriteAsync(Header(300 << 20));
            for (var i = 0; i < 300; i++)
                await gzip.WriteAsync(new byte[1 << 20]);
        }

        var before = GC.GetTotalAllocatedBytes();
        if (archived)
        {
            Assert.Contains("no session does", Assert.Throws<SessionDamagedException>(() => ArchiveFile.UnpackSound(path)).Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 280L << 20);
            return;
        }

        await using var source = File.OpenRead(path);
        var error = await Assert.ThrowsAsync<LurkBotException>(() => new HomeBackup(new FileSessionStore(home.Path, TimeProvider.System)).ReadAsync(source, default));
        Assert.Contains("no session does", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Of a file in a tar archive.</summary>
    private static byte[] Header(int length)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "sessions/cli_x_main.json") { DataStream = new MemoryStream(new byte[1]) });
        var header = archive.ToArray()[..512];
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(length, 8).PadLeft(11, '0')).CopyTo(header, 124);
        "        "u8.CopyTo(header.AsSpan(148));
        var sum = header.Sum(one => (int)one);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }

    [Fact]
    public async Task Blob_Damaged_IsReportedNeverHandedOutAndFoundAgainInAFork()
    {
        using var home = new TemporaryFolder();
        var store = await MakeAsync(home.Path);
        var fork = SessionKey.Parse("cli:fork:main");
        await using var session = (await store.OpenAsync(Damaged, default))!;
        var hash = await session.PutBlobAsync("the whole output"u8.ToArray(), default);
        await session.AppendAsync([new ToolEntry { Name = "t", ToolCallId = "c", Content = "short", Blob = hash }], default);
        await store.ForkAsync(Damaged, null, fork, new SessionChange("owner", "test"), default);
        var path = Path.Combine(home.Path, "blobs", session.Info.Id.ToString(), hash);
        File.Delete(path);
        await File.WriteAllBytesAsync(path, "the wrong output"u8.ToArray());

        await Assert.ThrowsAsync<SessionDamagedException>(() => session.ReadBlobAsync(hash, default).AsTask());
        var report = Assert.Single(store.Verify(null, default), report => report.Problems.Count > 0);
        Assert.Equal((Damaged, hash), (report.Key, Assert.Single(report.LostBlobs)));
        var before = await session.ReadAllAsync(default);
        Assert.StartsWith("1 of 1 lost blobs found", store.Repair(report, new SessionChange("owner", "test")), StringComparison.Ordinal);
        Assert.Equal("the whole output"u8.ToArray(), (await session.ReadBlobAsync(hash, default))!.Value.ToArray());
        Assert.Equal(before.Count, (await session.ReadAllAsync(default)).Count);
        Assert.All(store.Verify(null, default), sound => Assert.Empty(sound.Problems));
    }

    [Fact]
    public async Task Keys_ThatDifferOnlyInCase_AreTwoSessions()
    {
        using var home = new TemporaryFolder();
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        foreach (var name in (string[])["cli:Ann:main", "cli:ann:main"])
        {
            await using var session = await store.OpenOrCreateAsync(SessionKey.Parse(name), default);
            await session.AppendAsync([new UserEntry { Content = name }], default);
        }

        Assert.Equal(2, (await store.ListAsync(default)).Sessions.Count);
        await using var one = await store.OpenAsync(SessionKey.Parse("cli:Ann:main"), default);
        Assert.Equal("cli:Ann:main", (await one!.ReadAllAsync(default)).Single().Content);
    }

    private static async Task TryAsync(string how, int place, int length, bool archived)
    {
        using var home = new TemporaryFolder();
        var store = await MakeAsync(home.Path);
        if (archived)
            await store.ArchiveAsync(Damaged, new SessionChange("owner", "test"), default);
        var path = archived ? Directory.GetFiles(store.ArchiveFolder).Single() : Path.Combine(store.Folder, SessionFileName.For(Damaged));
        var before = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, Damage([.. before], how, place, length));

        Assert.Contains((await store.ListAsync(default)).Sessions, info => info.Key == Other && info.MessageCount == 6);
        foreach (var report in store.Verify(null, default).Where(report => report.Problems.Count > 0).ToList())
        {
            Assert.Equal(path, report.Path);
            if (report.Problems[0].Contains("newer LurkBot", StringComparison.Ordinal))
                return;
            store.Repair(report, new SessionChange("owner", "test"));
        }

        Assert.All(store.Verify(null, default), report => Assert.All(report.Problems, problem => Assert.Contains("missing", problem, StringComparison.Ordinal)));
        await using var session = await store.OpenAsync(Damaged, default);
        var saved = (await session!.ReadAllAsync(default)).Where(entry => entry.IsMessage).ToList();
        if (!archived && how is not ("empty" or "garbage"))
        {
            // Each line that the damage did not touch is there.
            var untouched = (await LinesAsync(before)).Count(line => (File.ReadAllText(path)).Contains(line, StringComparison.Ordinal));
            Assert.True(saved.Count >= untouched, $"{saved.Count} of {untouched} lines");
        }

        await session.AppendAsync([new UserEntry { Content = "after" }], default);
        Assert.Equal("after", (await session.ReadAllAsync(default))[^1].Content);
    }

    private static async Task<IEnumerable<string>> LinesAsync(byte[] document)
    {
        using var reader = new StreamReader(new MemoryStream(document));
        return (await reader.ReadToEndAsync()).Split('\n').Where(line => line.StartsWith("{\"id\"", StringComparison.Ordinal)).Select(line => line.TrimEnd(','));
    }

    private static byte[] Damage(byte[] bytes, string how, int place, int length)
    {
        place %= bytes.Length;
        length = Math.Min(length, bytes.Length - place);
        switch (how)
        {
            case "flip":
                bytes[place] ^= (byte)(1 << (length % 8));
                return bytes;
            case "zeros":
                bytes.AsSpan(bytes.Length - length).Clear();
                return bytes;
            case "cut":
                return bytes[..place];
            case "swap":
                bytes.AsSpan(place, length).Reverse();
                return bytes;
            case "empty":
                return [];
            default:
                return [.. Enumerable.Range(0, length).Select(i => (byte)((i * 37) + place))];
        }
    }

    private static async Task<FileSessionStore> MakeAsync(string home)
    {
        var store = new FileSessionStore(home, TimeProvider.System);
        foreach (var key in (SessionKey[])[Damaged, Other])
        {
            await using var session = await store.OpenOrCreateAsync(key, default);
            for (var i = 0; i < 3; i++)
                await session.AppendAsync([new UserEntry { Content = $"question {i}" }, new AssistantEntry { Content = $"answer {i}" }], default);
        }

        return store;
    }

    private static IEnumerable<string> Shown(SessionListing listing) =>
        listing.Sessions.Select(info => JsonSerializer.Serialize(new { Key = info.Key.ToString(), info.Id, info.State, info.MessageCount, info.UpdatedAt })).Order(StringComparer.Ordinal);
}
