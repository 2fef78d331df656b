using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Storage.TestKit;

namespace LurkBot.Tests.Storage;

public sealed class FileSessionStoreTests : SessionStoreConformance, IDisposable
{
    private const string SpecExample = """
        {
          "key": "telegram:123456789:main",
          "type": "main",
          "channel": "telegram",
          "chat_id": "123456789",
          "created_at": "2026-01-30T10:00:00Z",
          "updated_at": "2026-01-30T12:30:00Z",
          "mood": {"sunny": true},
          "messages": [
            {"role": "user", "content": "Hello", "extra": [1, 2]},
            {"role": "assistant", "content": "Hi there!"}
          ],
          "metadata": {
            "model": "claude-sonnet-4-20250514",
            "tools_used": ["bash", "read"],
            "note": 7
          }
        }
        """;

    private static readonly SessionKey Key = SessionKey.Parse("telegram:123456789:main");
    private readonly TemporaryFolder home = new();

    public FileSessionStoreTests() => Store = new FileSessionStore(home.Path, TimeProvider.System);

    protected override IRewritableStore Store { get; }

    protected override IRewritableStore OpenAgain() => new FileSessionStore(home.Path, TimeProvider.System);

    private string Document => Path.Combine(home.Path, "sessions", SessionFileName.For(Key));

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Append_Document_HasTheFieldsOfTheSpec()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([new UserEntry { Content = "Hello" }, new AssistantEntry { Content = "Hi", Model = "m" }], default);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Document));
        var root = document.RootElement;
        foreach (var name in (string[])["key", "type", "channel", "chat_id", "created_at", "updated_at"])
            Assert.Equal(JsonValueKind.String, root.GetProperty(name).ValueKind);
        Assert.Equal(["user", "assistant"], root.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("m", root.GetProperty("metadata").GetProperty("model").GetString());
        Assert.Equal(JsonValueKind.Array, root.GetProperty("metadata").GetProperty("tools_used").ValueKind);
    }

    [Fact]
    public async Task Create_DocumentUnderAnotherNameHasTheKey_LeavesIt()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(Document)!, "mine.json"), SpecExample);
        Assert.False(await Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, []), default));
    }

    [Fact]
    public async Task Append_ForeignDocument_ContinuesItAndKeepsUnknownFields()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        await File.WriteAllTextAsync(Document, SpecExample);
        await using var session = await Store.OpenAsync(Key, default);
        Assert.Equal(2, session!.Info.MessageCount);
        await session.AppendAsync([new UserEntry { Content = "Go on" }], default);

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Document));
        var root = document.RootElement;
        Assert.True(root.GetProperty("mood").GetProperty("sunny").GetBoolean());
        Assert.Equal(7, root.GetProperty("metadata").GetProperty("note").GetInt32());
        Assert.Equal(["bash", "read"], root.GetProperty("metadata").GetProperty("tools_used").EnumerateArray().Select(tool => tool.GetString()));
        Assert.Equal(2, root.GetProperty("messages")[0].GetProperty("extra").GetArrayLength());
        Assert.Equal(3, root.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Invariant06_TruncationAtEveryByte_LoadsToAPrefix()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
        {
            for (var i = 1; i <= 4; i++)
                await session.AppendAsync([new UserEntry { Content = $"message {i}", Turn = i, At = DateTimeOffset.UnixEpoch }], default);
        }

        var bytes = await File.ReadAllBytesAsync(Document);
        var last = 0;
        for (var length = 0; length <= bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(Document, bytes[..length]);
            await using var session = await Store.OpenAsync(Key, default);
            var entries = await session!.ReadAllAsync(default);
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(i => $"message {i}"), entries.Select(entry => entry.Content));
            Assert.True(entries.Count >= last);
            last = entries.Count;
            await session.AppendAsync([new UserEntry { Content = "after" }], default);
            Assert.Equal("after", (await session.ReadAllAsync(default))[^1].Content);
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Document));
        }

        Assert.Equal(4, last);
    }

    [Fact]
    public async Task Invariant06_DamagedFile_IsReportedAndOthersAreListed()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        var broken = Path.Combine(home.Path, "sessions", "cli_broken_main.json");
        await File.WriteAllTextAsync(broken, "{\"key\": ");
        var listing = await Store.ListAsync(default);
        Assert.Equal(Key, Assert.Single(listing.Sessions).Key);
        Assert.Contains(broken, Assert.Single(listing.Problems), StringComparison.Ordinal);
        Assert.Equal("{\"key\": ", await File.ReadAllTextAsync(broken));
    }

    [Fact]
    public async Task Open_NewerFormat_SaysWhatToUpdate()
    {
        await using (await Store.OpenOrCreateAsync(Key, default))
        {
        }

        await File.WriteAllTextAsync(Document, (await File.ReadAllTextAsync(Document)).Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<LurkBotException>(async () => await Store.OpenAsync(Key, default));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LastEntryNestsDeeply_IsSoundAndContinued()
    {
        await WriteEdited(lines => lines[^2] = lines[^2].Replace("\"turn\"", "\"deep\":" + new string('[', 200) + new string(']', 200) + ",\"turn\"", StringComparison.Ordinal));
        await ContinueAsync(messages: 2);
        Assert.False(Directory.Exists(Path.Combine(home.Path, "salvage")));
        Assert.Contains(new string('[', 200), await File.ReadAllTextAsync(Document), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LastLineTakenOut_IsMendedNotMadeWorse()
    {
        await WriteEdited(lines => lines.RemoveAt(lines.Count - 2));
        await ContinueAsync(messages: 1);
    }

    [Fact]
    public async Task Open_FirstLineTakenOut_IsContinuedAndUndone()
    {
        await WriteEdited(lines => lines.RemoveAt(1));
        await ContinueAsync(messages: 1);
        await using var session = await Store.OpenAsync(Key, default);
        await session!.AppendAsync([new ClearEntry()], default);
        Assert.NotNull(await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default));
        Assert.Equal(3, session.Info.MessageCount);
    }

    [Fact]
    public async Task Open_TornEnd_IsReportedWithWhereItWent()
    {
        await WriteEdited(lines => lines[^2] = lines[^2][..^3]);
        var reports = new List<string>();
        var store = new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { OnRepair = reports.Add });
        Assert.Single((await store.ListAsync(default)).Sessions);
        Assert.Contains(Directory.GetFiles(Path.Combine(home.Path, "salvage")).Single(), Assert.Single(reports), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_ForeignDocument_KeepsLineSeparatorsAndWhatItCannotUnderstand()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        await File.WriteAllTextAsync(Document, SpecExample
            .Replace("\"note\": 7", "\"note\": \"a\u2028b\"", StringComparison.Ordinal)
            .Replace("\"2026-01-30T10:00:00Z\"", "\"last winter\", \"id\": \"session-abc\"", StringComparison.Ordinal));
        await using var session = await Store.OpenAsync(Key, default);
        await session!.AppendAsync([new UserEntry { Content = "Go on" }], default);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Document));
        Assert.Equal("a\u2028b", document.RootElement.GetProperty("metadata").GetProperty("note").GetString());
        Assert.Equal("session-abc", document.RootElement.GetProperty("original_id").GetString());
        Assert.Equal("last winter", document.RootElement.GetProperty("original_created_at").GetString());
    }

    [Fact]
    public async Task Open_ForeignDocumentWithOtherIds_TakesBackWhatItTookBack()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        await File.WriteAllTextAsync(Document, """
            {"key": "telegram:123456789:main", "messages": [{"id": 7, "role": "user", "content": "a"}, {"id": 9, "role": "system", "kind": "clear"},
            {"id": 10, "role": "system", "kind": "undo", "undoes": 9}]}
            """);
        await using var session = await Store.OpenAsync(Key, default);
        Assert.Equal(1, session!.Info.MessageCount);
    }

    [Fact]
    public async Task Open_DocumentUnderAnotherName_IsFoundByItsKey()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", "my-notes.json"), SpecExample);
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([new UserEntry { Content = "Go on" }], default);
        Assert.Equal(3, Assert.Single((await Store.ListAsync(default)).Sessions).MessageCount);
    }

    [Fact]
    public async Task List_SomethingThatIsNoFile_IsReported()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        using var process = ChildProcess.Start("mkfifo", [Document]);
        await process.FinishAsync();
        Assert.Contains(Document, Assert.Single((await Store.ListAsync(default)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WhileAnotherWrites_IsWholeEachTime()
    {
        await using var writer = await Store.OpenOrCreateAsync(Key, default);
        await using var reader = await Store.OpenAsync(Key, default);
        await writer.AppendAsync([.. Enumerable.Range(0, 2000).Select(i => new UserEntry { Content = new string('x', 1000) })], default);
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await writer.AppendAsync([new UserEntry { Content = "more" }], default);
        });
        for (var i = 0; i < 20; i++)
        {
            using var document = new MemoryStream();
            await reader!.ExportAsync(document, default);
            using var json = JsonDocument.Parse(document.ToArray());
        }

        await done.CancelAsync();
        await writing;
    }

    /// <summary>A session of two messages whose lines somebody changed.</summary>
    private async Task WriteEdited(Action<List<string>> edit)
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([new UserEntry { Content = "a" }, new AssistantEntry { Content = "b" }], default);
        var lines = (await File.ReadAllTextAsync(Document)).TrimEnd().Split('\n').ToList();
        edit(lines);
        await File.WriteAllTextAsync(Document, string.Join('\n', lines) + "\n");
    }

    private async Task ContinueAsync(int messages)
    {
        for (var i = 1; i <= 2; i++)
        {
            await using var session = await Store.OpenAsync(Key, default);
            await session!.AppendAsync([new UserEntry { Content = "more" }], default);
            Assert.Equal(messages + i, (await session.ReadAllAsync(default)).Count);
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Document), new JsonDocumentOptions { MaxDepth = 1000 });
        }
    }
}
