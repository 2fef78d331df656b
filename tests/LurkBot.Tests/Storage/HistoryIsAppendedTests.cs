using System.IO.Compression;
using System.Text;
using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Context;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Storage;

/// <summary>Whatever is done with a session, every line that its file had stays in it, byte for byte; the files are read as they lie on the disk.</summary>
public sealed class HistoryIsAppendedTests
{
    private static readonly SessionChange Change = new("owner", "test");

    [Fact]
    public void Invariant02_AnyOperationsButErasing_LeaveEveryEarlierLineAsItWas() => Gen.Int[0, 11].Array[1, 16].Sample(
        choices =>
        {
            using var home = new TemporaryFolder();
            var (key, lines, time) = (SessionKey.Parse("cli:a:main"), new List<string>(), new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60)));
            var store = new FileSessionStore(home.Path, time, new FileStoreOptions { Sync = SessionSync.Off });
            foreach (var choice in choices.Prepend(0))
            {
                time.Advance(TimeSpan.FromMinutes(1));
                key = DoAsync(store, key, choice, time).GetAwaiter().GetResult();
                // One document, wherever it is; forks have their own.
                var now = Lines(Assert.Single(Documents(home.Path), document => Is(document, key)));
                Assert.Equal(lines, now.Take(lines.Count));
                lines = now;
            }
        },
        iter: 30);

    [Theory]
    [InlineData("clear")]
    [InlineData("summary")]
    [InlineData("pin")]
    [InlineData("shorten")]
    [InlineData("model")]
    [InlineData("turn")]
    public async Task Invariant02_ClearCompactSettingsAndTurns_ChangeWhatIsSeenAndAreTakenBack(string what)
    {
        await using var session = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:a:main"), default);
        await session.AppendAsync([new UserEntry { Content = "one" }, new AssistantEntry { ToolCalls = [new ToolCall("c", "bash", "{}")] }, new ToolEntry { ToolCallId = "c", Name = "bash", Content = new string('x', 9000) }, new AssistantEntry { Content = "1" }], default);
        await session.AppendAsync([new UserEntry { Content = "two" }, new AssistantEntry { Content = "2" }], default);
        var before = await SeenAsync(session);
        await session.AppendAsync(
            what switch
            {
                "clear" => [new ClearEntry()],
                "summary" => [new SummaryEntry { Covers = new EntryRange(1, 4), Content = "short" }],
                "pin" => [new SummaryEntry { Covers = new EntryRange(1, 6), Content = "short" }, new PinEntry { Covers = new EntryRange(1, 1) }],
                "shorten" => [new ShortenEntry { Covers = new EntryRange(1, 4) }],
                "model" => [new SettingsEntry { Model = "another" }],
                _ => [new UserEntry { Content = "three" }, new AssistantEntry { Content = "3" }],
            },
            default);
        Assert.NotEqual(before, await SeenAsync(session));
        var stored = (await session.ReadAllAsync(default)).Count;
        for (var undone = what is "pin" ? 2 : 1; undone > 0; undone--)
            Assert.NotNull(await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default));
        Assert.Equal(before, await SeenAsync(session));
        // What was taken back is still there.
        Assert.True((await session.ReadAllAsync(default)).Count > stored);
    }

    /// <summary>What a model would see, and which model.</summary>
    private static async Task<string> SeenAsync(IStoredSession session)
    {
        var view = ContextBuilder.Build(await session.ReadAllAsync(default), new ContextSettings());
        return $"{session.Info.ChosenModel}\n{string.Join('\n', view.Messages.Select(GoldenContext.Show))}";
    }

    /// <returns>The key that the session has afterwards.</returns>
    private static async Task<SessionKey> DoAsync(FileSessionStore store, SessionKey key, int choice, TimeProvider time)
    {
        switch (choice)
        {
            case 8 when (await store.FindAsync(key, default))!.State is not SessionState.Archived:
                await store.ArchiveAsync(key, Change, default);
                return key;
            case 9 when (await store.FindAsync(key, default))!.State is not SessionState.Archived:
                var target = SessionKey.Parse($"cli:{time.GetUtcNow().ToUnixTimeSeconds()}:main");
                await store.RenameAsync(key, target, Change, default);
                return target;
            case 10:
                await store.DeleteAsync(key, Change, default);
                Assert.True(await store.RestoreAsync(key, Change, default));
                return key;
            case 11:
                await store.ForkAsync(key, null, SessionKey.Parse($"cli:fork-{time.GetUtcNow().ToUnixTimeSeconds()}:main"), Change, default);
                return key;
        }

        await using var session = (await store.OpenAsync(key, default)) ?? await store.OpenOrCreateAsync(key, default);
        if (choice == 7)
        {
            await SessionUndo.AppendAsync(session, "owner", "test", time, default);
            return key;
        }

        if (choice == 6)
        {
            await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
            await SessionClear.AppendAsync(session, lease, Change, time, default);
            return key;
        }

        await session.AppendAsync(
            choice switch
            {
                2 => [new SettingsEntry { Model = "another", Actor = "owner", Reason = "test", At = time.GetUtcNow() }],
                3 => [new SummaryEntry { Covers = new EntryRange(1, 2), Content = "short", Actor = "owner", Reason = "test", At = time.GetUtcNow() }],
                4 => [new PinEntry { Covers = new EntryRange(1, 1), Actor = "owner", Reason = "test", At = time.GetUtcNow() }],
                5 => [new AssistantEntry { ToolCalls = [new ToolCall("c", "bash", "{}")], At = time.GetUtcNow() }, new ToolEntry { ToolCallId = "c", Name = "bash", Content = "a\nb", At = time.GetUtcNow() }],
                _ => [new UserEntry { Content = "größer 😀", At = time.GetUtcNow() }, new AssistantEntry { Content = "fine", Model = "m", At = time.GetUtcNow() }],
            },
            default);
        return key;
    }

    private static IEnumerable<string> Documents(string home)
    {
        foreach (var path in Directory.EnumerateFiles(home, "*.json*", SearchOption.AllDirectories))
        {
            using var file = File.OpenRead(path);
            using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(content, Encoding.UTF8);
            yield return reader.ReadToEnd();
        }
    }

    private static bool Is(string document, SessionKey key) => document.StartsWith($"{{\"key\":\"{key}\"", StringComparison.Ordinal);

    private static List<string> Lines(string document) => [.. document.Split('\n').Skip(1).TakeWhile(line => !line.StartsWith("],", StringComparison.Ordinal)).Select(line => line.TrimEnd(','))];
}
