using System.Text.Json;
using LurkBot.History;
using LurkBot.Sessions;

namespace LurkBot.Tests.History;

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

    protected override ISessionStore Store { get; }

    private string Document => Path.Combine(home.Path, "sessions", SessionFileName.For(Key));

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Append_Document_HasTheFieldsOfTheSpec()
    {
        using var session = await Store.OpenOrCreateAsync(Key, default);
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
    public async Task Append_ForeignDocument_ContinuesItAndKeepsUnknownFields()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        await File.WriteAllTextAsync(Document, SpecExample);
        using var session = await Store.OpenAsync(Key, default);
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
        using (var session = await Store.OpenOrCreateAsync(Key, default))
        {
            for (var i = 1; i <= 4; i++)
                await session.AppendAsync([new UserEntry { Content = $"message {i}", Turn = i, At = DateTimeOffset.UnixEpoch }], default);
        }

        var bytes = await File.ReadAllBytesAsync(Document);
        var headLength = bytes.AsSpan().IndexOf((byte)'\n');
        var last = 0;
        for (var length = headLength + 1; length <= bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(Document, bytes[..length]);
            using var session = await Store.OpenAsync(Key, default);
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
        using var session = await Store.OpenOrCreateAsync(Key, default);
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
        using (await Store.OpenOrCreateAsync(Key, default))
        {
        }

        await File.WriteAllTextAsync(Document, (await File.ReadAllTextAsync(Document)).Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<LurkBotException>(async () => await Store.OpenAsync(Key, default));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }
}
