using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Import;

/// <summary>Our own sessions: the document, its JSONL export, the pretty-printed one of the spec.</summary>
public sealed class LurkBotImportTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("telegram:1:2:group");

    private static readonly Gen<string> Text = Gen.String[Gen.Frequency((8, Gen.Char[' ', '~']), (1, Gen.Char['\0', '\u001f']), (1, Gen.Char['\u2000', '\ud7ff'])), 0, 30];

    private static readonly Gen<Entry> Entries = Gen.OneOf(
        Gen.Select(Text, Text, (text, source) => (Entry)new UserEntry { Content = text, Source = source, Sender = new Sender("7", source, Trust.Low), ReplyTo = text, Attachments = [new Attachment("a", "", 0, "")], Origin = source }),
        Gen.Select(Text, Text, (text, reason) => (Entry)new AssistantEntry { Content = text, Reasoning = reason, ReasoningProof = """{"provider":"p","blocks":[]}""", Model = "m", ToolCalls = [new ToolCall("c", "t", """{"a":[1,2]}""")], Usage = new Usage(1, 2, 3) { Reasoning = 4, Unknown = [new UnknownField("x", "[1]")] }, Finish = "stop", Partial = true }),
        Gen.Select(Text, Gen.Bool, (text, error) => (Entry)new ToolEntry { Content = text, ToolCallId = "c", Name = "t", Error = error, Blob = "abc" }),
        Gen.Select(Text, Gen.OneOf(SystemKinds.Notice, SystemKinds.Clear, SystemKinds.State, SystemKinds.Settings, "later"), (text, kind) => kind switch
        {
            SystemKinds.Clear => new ClearEntry(),
            SystemKinds.State => new StateEntry(),
            SystemKinds.Settings => new SettingsEntry { Model = "m" },
            SystemKinds.Notice => (Entry)new NoticeEntry { Actor = "a", Reason = text },
            _ => new OtherSystemEntry(kind),
        } with
        { Content = text, Unknown = [new UnknownField("x", "[1]")] }));

    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Import_DocumentOrJsonl_GivesTheSameDocument() => Gen.Select(Entries.Array[0, 12], Gen.Bool).Sample(
        (entries, asLines) => RoundTripAsync(entries, asLines).GetAwaiter().GetResult(),
        iter: 60,
        threads: 1);

    [Fact]
    public async Task Import_SpecExample_IsReadAndWhatItLacksIsTold()
    {
        var (step, entries) = await home.ImportOneAsync(home.Write("session.json", """
            {
              "key": "telegram:123456789:main",
              "created_at": "2026-01-30T10:00:00Z",
              "updated_at": "2026-01-30T12:30:00Z",
              "mood": {"sunny": true},
              "messages": [
                {"role": "user", "content": "Hello"},
                {"role": "assistant", "content": "Hi there!"}
              ],
              "metadata": {"model": "claude-sonnet-4-20250514", "note": 7}
            }
            """));
        Assert.Equal("telegram:123456789:main", step.Key!.ToString());
        Assert.Equal(["Hello", "Hi there!"], entries.Select(entry => entry.Content));
        Assert.Equal(2, step.Notes["entries without a time, given that of the one before"]);
        await using var session = await home.Store.OpenAsync(step.Key, default);
        Assert.Equal(DateTimeOffset.Parse("2026-01-30T12:30:00Z", System.Globalization.CultureInfo.InvariantCulture), session!.Info.UpdatedAt);
        using var document = new MemoryStream();
        await session.ExportAsync(document, default);
        var json = JsonNode.Parse(document.ToArray())!;
        Assert.True(json["mood"]!["sunny"]!.GetValue<bool>());
        Assert.Equal(7, json["metadata"]!["note"]!.GetValue<int>());
    }

    [Fact]
    public async Task Import_ArchivedDocument_StaysArchived()
    {
        using var other = new ImportHome();
        Assert.True(await other.Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch.AddYears(50), [new UserEntry { Content = "a", At = DateTimeOffset.UnixEpoch.AddYears(50) }]), default));
        await other.Store.ArchiveAsync(Key, new SessionChange("owner", "test"), default);
        await home.ImportOneAsync(home.Write("a.json", await ExportAsync(other, asLines: false)));
        Assert.Equal(SessionState.Archived, Assert.Single((await home.Store.ListAsync(default)).Sessions).State);
        Assert.False(Directory.Exists(home.Store.Folder));
        Assert.True(await home.Store.RestoreAsync(Key, new SessionChange("owner", "test"), default));
    }

    [Fact]
    public async Task Import_IdOfAnotherSession_GetsANewOne()
    {
        await using var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse("cli:a:main"), default);
        await session.AppendAsync([new UserEntry { Content = "a" }], default);
        using var document = new MemoryStream();
        await session.ExportAsync(document, default);
        await home.ImportOneAsync(home.Write("b.json", Encoding.UTF8.GetString(document.ToArray()).Replace("cli:a:main", "cli:b:main", StringComparison.Ordinal)));
        Assert.Equal(2, (await home.Store.ListAsync(default)).Sessions.Select(info => info.Id).Distinct().Count());
    }

    [Fact]
    public async Task Import_CutAnywhere_KeepsWholeEntriesAndFails()
    {
        using var other = new ImportHome();
        await other.Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, [.. Enumerable.Range(0, 5).Select(i => new UserEntry { Content = $"message {i}" })]), default);
        var whole = await ExportAsync(other, asLines: false);
        for (var length = whole.IndexOf('\n', StringComparison.Ordinal) + 1; length < whole.LastIndexOf("\n]", StringComparison.Ordinal) + 2; length += 7)
        {
            using var own = new ImportHome();
            var steps = await own.ImportAsync(own.Write("a.json", whole[..length]));
            Assert.Contains(steps, step => step.Action == ImportAction.Failed);
            Assert.Contains(steps, step => step.Action == ImportAction.Created);
            await own.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task Import_LineTakenOut_NumbersTheRestAnewAndSaysSo()
    {
        using var other = new ImportHome();
        await other.Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, [new UserEntry { Content = "a" }, new UserEntry { Content = "b" }, new ClearEntry(), new UndoEntry { Undoes = 3 }]), default);
        var lines = (await ExportAsync(other, asLines: true)).Split('\n');
        var (step, entries) = await home.ImportOneAsync(home.Write("a.jsonl", string.Join('\n', lines.Where((_, index) => index != 1))));
        Assert.Equal(1, step.Notes["sessions whose entries were numbered anew, as some are missing"]);
        Assert.Equal(2, Assert.IsType<UndoEntry>(entries[2]).Undoes);
        Assert.Equal(1, (await home.Store.ListAsync(default)).Sessions.Single().MessageCount);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_NewerFormat_IsRefusedWithWhatToDo()
    {
        var path = home.Write("a.jsonl", """{"key":"cli:a:main","created_at":"2026-01-01T00:00:00Z","format":99,"id":"0198c0de-0000-7000-8000-000000000000"}""");
        var step = Assert.Single(await home.ImportAsync(path));
        Assert.Equal(ImportAction.Failed, step.Action);
        Assert.Contains("update LurkBot", step.Message, StringComparison.Ordinal);
    }

    private static async Task RoundTripAsync(Entry[] entries, bool asLines)
    {
        using var from = new ImportHome();
        using var to = new ImportHome();
        var start = DateTimeOffset.UnixEpoch.AddYears(56);
        var session = new NewSession(Key, start, [.. entries.Select((entry, index) => entry with { At = start.AddMinutes(index) })]) { Unknown = [new UnknownField("title", "\"t\"")], UnknownMetadata = [new UnknownField("note", "7")] };
        Assert.True(await from.Store.CreateAsync(session, default));
        await to.ImportOneAsync(to.Write("a", await ExportAsync(from, asLines)));
        Assert.Equal(await ExportAsync(from, asLines: false), await ExportAsync(to, asLines: false));
    }

    private static async Task<string> ExportAsync(ImportHome home, bool asLines)
    {
        await using var session = await home.Store.OpenAsync(Key, default);
        using var document = new MemoryStream();
        await session!.ExportAsync(document, default);
        var text = Encoding.UTF8.GetString(document.ToArray());
        if (!asLines)
            return text;
        var lines = text.Split('\n');
        return string.Concat(lines.SkipLast(2).Select((line, index) => (index == 0 ? line[..^",\"messages\":[".Length] + "}" : line.TrimEnd(',')) + "\n"));
    }
}
