using System.Text.Json.Nodes;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Import;

/// <summary>What is done with files and with sessions that are there, whatever the format.</summary>
public sealed class SessionImporterTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("claude-code:s-1:main");

    private const string Own = """
        {"key":"cli:a:main","created_at":"2026-01-01T00:00:00Z","format":1,"id":"0198c0de-0000-7000-8000-000000000000"}
        {"id":1,"at":"2026-01-01T00:00:00Z","turn":1,"role":"user","content":"hi"}
        {"id":2,"at":"2026-01-01T00:00:00Z","turn":1,"role":"assistant","content":"","tool_calls":[{"id":"c","name":"t","arguments":{"a":1}}]}
        {"id":3,"at":"2026-01-01T00:00:00Z","turn":1,"role":"tool","tool_call_id":"c","name":"t","content":"done"}
        """;

    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Import_Twice_TheSecondTimeAllIsThere()
    {
        home.Write("s-1.jsonl", Transcript(3).ToString());
        home.Write("copy/other.jsonl", Transcript(3).ToString());
        Assert.Equal([ImportAction.Created, ImportAction.Present], (await home.ImportAsync()).Select(step => step.Action));
        var before = await home.EntriesAsync(Key);
        Assert.Equal([ImportAction.Present, ImportAction.Present], (await home.ImportAsync()).Select(step => step.Action));
        Assert.Equal(before.Count, (await home.EntriesAsync(Key)).Count);
    }

    [Fact]
    public async Task Import_FileThatGrew_AppendsTheRestAlsoWhereStatesCameBetween()
    {
        var path = home.Write("s-1.jsonl", Transcript(2).ToString());
        await home.ImportAsync(path);
        await using (var session = await home.Store.OpenAsync(Key, default))
            await session!.AppendAsync([new StateEntry { State = SessionState.Idle }, new StateEntry { State = SessionState.Compacted }], default);
        home.Write("s-1.jsonl", Transcript(4).ToString());
        var step = Assert.Single(await home.ImportAsync(path));
        Assert.Equal((ImportAction.Extended, 4), (step.Action, step.Entries));
        var entries = await home.EntriesAsync(Key);
        Assert.Equal(["q0", "a0", "q1", "a1", "", "", "q2", "a2", "q3", "a3"], entries.Select(entry => entry.Content));
        Assert.Equal([1, 1, 3, 3, 3, 3, 7, 7, 9, 9], entries.Select(entry => entry.Turn));
        await home.AssertSoundAsync();
        Assert.Equal(ImportAction.Present, Assert.Single(await home.ImportAsync(path)).Action);
    }

    [Fact]
    public async Task Import_SessionWentOnHere_IsThere()
    {
        var path = home.Write("s-1.jsonl", Transcript(2).ToString());
        await home.ImportAsync(path);
        await using (var session = await home.Store.OpenAsync(Key, default))
            await session!.AppendAsync([new UserEntry { Content = "here" }], default);
        Assert.Equal(ImportAction.Present, Assert.Single(await home.ImportAsync(path)).Action);
        home.Write("s-1.jsonl", Transcript(3).ToString());
        var step = Assert.Single(await home.ImportAsync(path));
        Assert.Equal(ImportAction.Diverged, step.Action);
        Assert.Contains("lurkbot sessions rename claude-code:s-1:main", step.Message, StringComparison.Ordinal);
        Assert.Equal(5, (await home.EntriesAsync(Key)).Count);
        await home.Store.RenameAsync(Key, SessionKey.Parse("claude-code:mine:main"), new SessionChange("owner", "test"), default);
        Assert.Equal(ImportAction.Created, Assert.Single(await home.ImportAsync(path)).Action);
    }

    [Fact]
    public async Task Import_DryRun_GivesTheStepsOfARealRunAndWritesNothing()
    {
        home.Write("a/s-1.jsonl", Transcript(2).ToString());
        home.Write("b/s-1.jsonl", Transcript(3).ToString());
        home.Write("c/s-1.jsonl", new ClaudeCodeTranscript().User("z", "else").ToString());
        home.Write("d/p.jsonl", new PiTranscriptBuilder().User("1", "hi").ToString());
        home.Write("e/conversations.json", ChatGptExport.File(new ChatGptExport().Text("u", "user", "hi"))[..^1]);
        home.Write("f/notes.txt", "hello");
        home.Write("g/empty", "");
        var dry = await home.RunAsync(new ImportOptions { DryRun = true });
        Assert.False(Directory.Exists(home.Store.Folder));
        var real = await home.ImportAsync();
        Assert.Equal(
            [ImportAction.Created, ImportAction.Extended, ImportAction.Diverged, ImportAction.Created, ImportAction.Created, ImportAction.Failed, ImportAction.Skipped, ImportAction.Skipped],
            real.Select(step => step.Action));
        Assert.Equal(real.Select(Describe), dry.Select(Describe));
        Assert.Equal((await home.RunAsync(new ImportOptions { DryRun = true })).Select(Describe), (await home.ImportAsync()).Select(Describe));
    }

    [Fact]
    public async Task Import_NoFormat_IsSkippedInAFolderAndAnErrorByName()
    {
        var path = home.Write("notes.json", """{"some":"thing"}""");
        Assert.Equal(ImportAction.Skipped, Assert.Single(await home.ImportAsync()).Action);
        var step = Assert.Single(await home.ImportAsync(path));
        Assert.Equal(ImportAction.Failed, step.Action);
        foreach (var format in SessionImporter.Formats)
            Assert.Contains(format, step.Message, StringComparison.Ordinal);
        Assert.Contains("--format", step.Message, StringComparison.Ordinal);
        Assert.Equal(ImportAction.Failed, Assert.Single(await home.ImportAsync(path + "x")).Action);
        await Assert.ThrowsAsync<LurkBotException>(() => home.RunAsync(new ImportOptions { Format = "word" }, path));
    }

    [Fact]
    public async Task Import_FormatGiven_IsTakenWhereContentDoesNotTell()
    {
        var path = home.Write("s-1.jsonl", Enumerable.Repeat("""{"type":"progress"}""" + "\n", 60).Aggregate("", string.Concat) + Transcript(1));
        Assert.Equal(ImportAction.Failed, Assert.Single(await home.ImportAsync(path)).Action);
        Assert.Equal(ImportAction.Created, Assert.Single(await home.RunAsync(new ImportOptions { Format = "claude-code" }, path)).Action);
    }

    [Fact]
    public async Task Import_LinksAndPipes_AreNotFollowed()
    {
        if (OperatingSystem.IsWindows())
            return;
        home.Write("s-1.jsonl", Transcript(1).ToString());
        Directory.CreateSymbolicLink(Path.Combine(home.Files, "circle"), home.Files);
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(home.Files, "pipe")]))
            await pipe.WaitForExitAsync();
        Assert.Equal([ImportAction.Skipped, ImportAction.Created], (await home.ImportAsync()).Select(step => step.Action));
    }

    [Fact]
    public async Task Import_SessionInUse_IsReportedAndTheRestGoesOn()
    {
        var path = home.Write("a/s-1.jsonl", Transcript(1).ToString());
        await home.ImportAsync(path);
        home.Write("a/s-1.jsonl", Transcript(2).ToString());
        home.Write("b/p.jsonl", new PiTranscriptBuilder().User("1", "hi").ToString());
        await using var session = await home.Store.OpenAsync(Key, default);
        await using var hold = await session!.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        var steps = await home.RunAsync(new ImportOptions { LockTimeout = TimeSpan.Zero });
        Assert.Equal([ImportAction.Failed, ImportAction.Created], steps.Select(step => step.Action));
        Assert.Contains("Ann", steps[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, (await home.EntriesAsync(Key)).Count);
    }

    [Fact]
    public async Task Import_DamagedSessionIsThere_IsReportedAndLeft()
    {
        Directory.CreateDirectory(home.Store.Folder);
        var damaged = Path.Combine(home.Store.Folder, SessionFileName.For(Key));
        await File.WriteAllTextAsync(damaged, "nonsense");
        home.Write("s-1.jsonl", Transcript(1).ToString());
        Assert.Equal(ImportAction.Failed, Assert.Single(await home.RunAsync(new ImportOptions { DryRun = true })).Action);
        Assert.Equal(ImportAction.Failed, Assert.Single(await home.ImportAsync()).Action);
        Assert.Equal("nonsense", await File.ReadAllTextAsync(damaged));
    }

    [Fact]
    public void Import_BytesChangedAnywhere_NeverBreaksTheRestNorTheStore()
    {
        string[] originals = [Transcript(3).ToString(), Pi().ToString(), ChatGptExport.File(new ChatGptExport().Text("u", "user", "hi").Text("a", "assistant", "ho")), Own];
        Gen.Select(Gen.Int[0, originals.Length - 1], Gen.Select(Gen.Int[0, 100_000], Gen.OneOf(Gen.Byte, Gen.OneOf("{}[]\",:\\\n0"u8.ToArray().Select(value => Gen.Const(value)).ToArray()))).Array[1, 6]).Sample(
            (which, changes) => ChangeAsync(originals[which], changes).GetAwaiter().GetResult(),
            iter: 300);
    }

    [Fact]
    public void JsonLine_LongerThanTheLimit_IsPassedOverWithoutBeingKept()
    {
        using var stream = new MemoryStream([.. "first\n"u8, .. new byte[300_000], (byte)'\n', .. "\n\nlast"u8]);
        var lines = JsonLine.ReadAll(stream, longest: 100_000).ToList();
        Assert.Equal([(1, false), (2, true), (5, false)], lines.Select(line => (line.Number, line.TooLong)));
        Assert.True(lines[2].Bytes.Span.SequenceEqual("last"u8));
    }

    [Fact]
    public void JsonArrayElements_TooLongOne_SparesTheOthers()
    {
        using var stream = new MemoryStream([.. "[{\"a\":\"]}\\\"\"},{\"b\":\""u8, .. Enumerable.Repeat((byte)'x', 5000), .. "\"},{\"c\":[{}]}]"u8]);
        var elements = new JsonArrayElements(stream, longest: 1000);
        Assert.Equal(["{\"a\":\"]}\\\"\"}", null, "{\"c\":[{}]}"], elements.Read().Select(element => element is null ? null : System.Text.Encoding.UTF8.GetString(element)).ToList());
        Assert.False(elements.IsCutShort);
    }

    private static string Describe(ImportStep step) =>
        $"{step.File} {step.Action} {step.Format} {step.Key} {step.Title} {step.Entries} {step.Message} {string.Join(';', step.Notes.Select(note => $"{note.Key}={note.Value}"))}";

    private static async Task ChangeAsync(string original, (int Place, byte Value)[] changes)
    {
        using var own = new ImportHome();
        var bytes = System.Text.Encoding.UTF8.GetBytes(original);
        foreach (var (place, value) in changes)
            bytes[place % bytes.Length] = value;
        own.Write("changed.jsonl", bytes);
        own.Write("whole.jsonl", new ClaudeCodeTranscript("whole").User("u", "hello").ToString());
        var dry = await own.RunAsync(new ImportOptions { DryRun = true });
        var real = await own.ImportAsync();
        Assert.Equal(real.Select(Describe), dry.Select(Describe));
        Assert.Equal(ImportAction.Created, real.Single(step => step.Key?.ChatId is "whole").Action);
        await own.AssertSoundAsync();
    }

    private static PiTranscriptBuilder Pi() => new PiTranscriptBuilder()
        .User("1", "List")
        .Assistant("2", PiTranscriptBuilder.Text("I look."), PiTranscriptBuilder.Call("t1", "bash", new JsonObject { ["command"] = "ls" }))
        .Result("3", "t1", "a b");

    private static ClaudeCodeTranscript Transcript(int turns)
    {
        var transcript = new ClaudeCodeTranscript();
        for (var i = 0; i < turns; i++)
            transcript.User($"u{i}", $"q{i}").Assistant($"a{i}", $"m{i}", ClaudeCodeTranscript.Text($"a{i}"));
        return transcript;
    }
}
