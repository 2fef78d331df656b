using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>What happens at the same time, or in a state that something else left behind, loses nothing (issue 3).</summary>
public sealed class FileSessionRaceTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");
    private static readonly SessionChange Change = new("owner", "test");

    private readonly TemporaryFolder home = new();
    private readonly FileSessionStore store;

    public FileSessionRaceTests() => store = new FileSessionStore(home.Path, TimeProvider.System);

    private string Document => Path.Combine(store.Folder, SessionFileName.For(Key));

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Restore_DamagedArchive_KeepsItAndRepairSavesWhatCanBeRead()
    {
        await SayAsync(Key, "one", "two", "three", "four");
        await store.ArchiveAsync(Key, Change, default);
        var path = Directory.GetFiles(store.ArchiveFolder).Single();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.AsSpan(1).IndexOf(new byte[] { 0x1F, 0x8B, 0x08 }) + 1] ^= 0xFF;
        await File.WriteAllBytesAsync(path, bytes);
        await Assert.ThrowsAsync<SessionDamagedException>(() => store.RestoreAsync(Key, Change, default).AsTask());
        await using (var session = await store.OpenAsync(Key, default))
            await Assert.ThrowsAsync<SessionDamagedException>(() => session!.AppendAsync([new UserEntry { Content = "late" }], default).AsTask());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        Assert.False(File.Exists(Document));
        Assert.NotEmpty(Assert.Single(store.Verify(null, default)).Problems);
    }

    [Theory]
    [InlineData("""{"key":"cli:a:main","messages":[{"role":"user","content":"one"},{"role":"user","con""")]
    [InlineData("""{"key":"cli:a:main","messages": [{"id":1""")]
    public async Task Open_OneLineDocumentCutShort_IsDamagedAndLeftAlone(string text)
    {
        Directory.CreateDirectory(store.Folder);
        await File.WriteAllTextAsync(Document, text);
        await Assert.ThrowsAsync<SessionDamagedException>(() => store.OpenOrCreateAsync(Key, default).AsTask());
        Assert.Equal(text, await File.ReadAllTextAsync(Document));
    }

    [Fact]
    public async Task Open_HeadCutShort_BeginsAnewAndKeepsTheBytesAside()
    {
        Directory.CreateDirectory(store.Folder);
        await File.WriteAllTextAsync(Document, """{"key":"cli:a:main","type":"ma""");
        await SayAsync(Key, "again");
        Assert.Equal("""{"key":"cli:a:main","type":"ma""", await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(home.Path, "salvage")).Single()));
    }

    [Fact]
    public async Task Rename_WhileSomebodyAppends_KeepsEveryAcknowledgedEntry()
    {
        await SayAsync(Key, "first");
        var (acknowledged, done) = (new List<string>(), false);
        var names = Enumerable.Range(0, 12).Select(i => SessionKey.Parse($"cli:n{i}:main")).Prepend(Key).ToList();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref done); i++)
            {
                foreach (var name in names)
                {
                    try
                    {
                        await using var session = await store.OpenAsync(name, default);
                        if (session is null)
                            continue;
                        await session.AppendAsync([new UserEntry { Content = $"entry {i} {name}" }], default);
                        acknowledged.Add($"entry {i} {name}");
                    }
                    catch (LurkBotException)
                    {
                        // Renamed meanwhile: nothing was acknowledged.
                    }
                }
            }
        });
        for (var i = 1; i < names.Count; i++)
            await store.RenameAsync(names[i - 1], names[i], Change, default);
        Volatile.Write(ref done, true);
        await writer;
        await using var last = await store.OpenAsync(names[^1], default);
        var said = (await last!.ReadAllAsync(default)).Select(entry => entry.Content).ToHashSet(StringComparer.Ordinal);
        Assert.All(acknowledged, text => Assert.Contains(text, said));
        Assert.All(store.Verify(null, default), report => Assert.Empty(report.Problems));
    }

    [Fact]
    public async Task Append_SessionDeletedAndBegunAnewMeanwhile_LocksTheNewOne()
    {
        await SayAsync(Key, "old");
        await using var stale = await store.OpenAsync(Key, default);
        await store.DeleteAsync(Key, Change, default);
        await using var fresh = await store.OpenOrCreateAsync(Key, default);
        await Task.WhenAll(((IStoredSession[])[stale!, fresh]).Select(session => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await session.AppendAsync([new UserEntry { Content = "x" }], default);
        })));
        Assert.Equal(Enumerable.Range(1, 600).Select(id => (long)id), (await fresh.ReadAllAsync(default)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Create_TwoAtOnce_IsOneSession()
    {
        for (var i = 0; i < 60; i++)
        {
            var key = SessionKey.Parse($"cli:c{i}:main");
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                await using var session = await store.OpenOrCreateAsync(key, default);
                await session.AppendAsync([new UserEntry { Content = "x" }], default);
            })));
        }

        Assert.Equal(60, Directory.GetFiles(store.Folder).Length);
        Assert.All((await store.ListAsync(default)).Sessions, info => Assert.Equal(2, info.LastId));
    }

    [Fact]
    public async Task Message_ToAnArchivedSessionTwiceAtOnce_RestoresItOnce()
    {
        for (var i = 0; i < 40; i++)
        {
            var key = SessionKey.Parse($"cli:c{i}:main");
            await SayAsync(key, "before");
            await store.ArchiveAsync(key, Change, default);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                await using var session = await store.OpenOrCreateAsync(key, default);
                await session.AppendAsync([new UserEntry { Content = "x" }], default);
            })));
            await using var restored = await store.OpenAsync(key, default);
            Assert.Equal(3, (await restored!.ReadAllAsync(default)).Count(entry => entry is UserEntry));
        }

        Assert.Equal(40, Directory.GetFiles(store.Folder).Length);
    }

    [Fact]
    public async Task Fork_OfAHistoryWithAGap_CutsById()
    {
        await SayAsync(Key, "one", "two", "three", "four");
        var lines = (await File.ReadAllLinesAsync(Document)).ToList();
        lines.RemoveAt(2);
        await File.WriteAllTextAsync(Document, string.Join('\n', lines) + "\n");
        var fork = SessionKey.Parse("cli:f:main");
        await store.ForkAsync(Key, 3, fork, Change, default);
        await SayAsync(fork, "on");
        await using var session = await store.OpenAsync(fork, default);
        Assert.Equal(["one", "three", "on"], (await session!.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        var report = store.Verify(null, default).Single(report => report.Key == Key);
        Assert.NotEmpty(report.Problems);
        store.Repair(report, Change);
        Assert.Empty(store.Verify(Key, default).Single().Problems);
    }

    private async Task SayAsync(SessionKey key, params string[] texts)
    {
        await using var session = await store.OpenOrCreateAsync(key, default);
        foreach (var text in texts)
            await session.AppendAsync([new UserEntry { Content = text }], default);
    }
}
