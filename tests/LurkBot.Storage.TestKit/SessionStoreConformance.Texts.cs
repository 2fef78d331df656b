using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage.TestKit;

/// <summary>What is stored comes back as it was, whatever it is.</summary>
public abstract partial class SessionStoreConformance
{
    [Theory]
    [InlineData("nul \0 and \u0001 and \u007f")]
    [InlineData("lone \ud800 high")]
    [InlineData("\udc00 lone low, at the beginning")]
    [InlineData("at the end \udbff")]
    [InlineData("wrong order \udc00\ud800, right order \ud83d\ude00")]
    [InlineData("\ufeff\u2028\u2029\ufffe\uffff \"quoted\" \\ud800 \\u0000 \r\n\t</script>")]
    public async Task Append_AnyText_ComesBackAsItWas(string text)
    {
        Entry[] entries =
        [
            new UserEntry { Content = text, Sender = new Sender("7", text, Trust.Low) },
            new AssistantEntry { Content = text, ToolCalls = [new ToolCall("c", "t", """{"a":1.0,"b": [1e2],"b":null}""")] },
            new ToolEntry { Content = text, Name = "t", ToolCallId = "c" },
        ];
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
        {
            var stored = await session.AppendAsync(entries, default);
            Assert.Equal(entries.Select(entry => entry.Content), stored.Select(entry => entry.Content));
            await session.AppendOnceAsync(Accepted(text) with { Source = "telegram:1" }, default);
        }

        await using var again = await (OpenAgain() ?? Store).OpenAsync(Key, default);
        var read = await again!.ReadAllAsync(default);
        Assert.All(read, entry => Assert.Equal(text, entry.Content));
        Assert.Equal(text, Assert.IsType<UserEntry>(read[0]).Sender!.Name);
        Assert.Equal("""{"a":1.0,"b": [1e2],"b":null}""", Assert.IsType<AssistantEntry>(read[1]).ToolCalls[0].Arguments);
        Assert.Equal(text, (await again.ReadNewestAsync(1, default))[0].Content);
        using var document = JsonDocument.Parse(await ExportAsync(again));
        Assert.Equal(4, document.RootElement.GetProperty("messages").GetArrayLength());
        await Store.ForkAsync(Key, 3, Other, Change, default);
        await using var fork = await Store.OpenAsync(Other, default);
        Assert.All((await fork!.ReadAllAsync(default)).Take(3), entry => Assert.Equal(text, entry.Content));
    }

    [Fact]
    public async Task UnknownFields_ThroughALife_StayByteForByte()
    {
        const string Odd = """{"b": 1.0,  "a":1e2,"a":2, "nul":"\u0000", "lone":"\ud800"}""";
        var session = new NewSession(Key, DateTimeOffset.UnixEpoch, [User("a", 0) with { Unknown = [new("extra", Odd)] }])
        {
            Unknown = [new("mood", Odd)],
            UnknownMetadata = [new("note", Odd)],
        };
        Assert.True(await Store.CreateAsync(session, default));
        await AssertKeptAsync(Key);
        await SayAsync(Store, Key, "b");
        await AssertKeptAsync(Key);
        await Store.RenameAsync(Key, Other, Change, default);
        await Store.ArchiveAsync(Other, Change, default);
        await AssertKeptAsync(Other);
        await Store.RestoreAsync(Other, Change, default);
        await Store.DeleteAsync(Other, Change, default);
        await Store.RestoreAsync(Other, Change, default);
        await AssertKeptAsync(Other);
        await Store.RewriteAsync(await CopyOfAsync(Other), entry => entry, _ => true, Change, default);
        await AssertKeptAsync(Other);

        async Task AssertKeptAsync(SessionKey key)
        {
            await using var stored = await Store.OpenAsync(key, default);
            Assert.Equal(new UnknownField("extra", Odd), Assert.Single((await stored!.ReadAllAsync(default))[0].Unknown));
            var document = await ExportAsync(stored);
            foreach (var name in (string[])["mood", "note", "extra"])
                Assert.Contains($"\"{name}\":{Odd}", document.Replace($"\"{name}\": ", $"\"{name}\":", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }
}
