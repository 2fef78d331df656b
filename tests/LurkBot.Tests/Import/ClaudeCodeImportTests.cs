using System.Text.Json.Nodes;
using LurkBot.Entries;
using LurkBot.Import;

namespace LurkBot.Tests.Import;

public sealed class ClaudeCodeImportTests : IDisposable
{
    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Import_Transcript_KeepsTextsToolsModelUsageTimesAndSources()
    {
        var path = home.Write("s-1.jsonl", Sample().ToString());
        var (step, entries) = await home.ImportOneAsync(path);
        Assert.Equal(("claude-code:s-1:main", "claude-code", "The title"), (step.Key!.ToString(), step.Format, step.Title));
        var user = Assert.IsType<UserEntry>(entries[0]);
        Assert.Equal(("List the files", "claude-code:s-1:u1", DateTimeOffset.Parse("2026-01-02T03:04:01Z", System.Globalization.CultureInfo.InvariantCulture)), (user.Content, user.Source, user.At));
        var assistant = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("I look.", "Hm", "claude-x", "end_turn", new Usage(117, 5, 100) { CacheWrite = 7 }), (assistant.Content, assistant.Reasoning, assistant.Model, assistant.Finish, assistant.Usage));
        Assert.Equal([new ToolCall("t1", "Bash", """{"command":"ls"}"""), new ToolCall("t2", "Read", """{"path":"a"}""")], assistant.ToolCalls);
        Assert.Equal([("t1", "Bash", "a b"), ("t2", "Read", "text of a")], entries.OfType<ToolEntry>().Select(tool => (tool.ToolCallId, tool.Name, tool.Content)));
        Assert.Equal("Two files.", entries[^1].Content);
        Assert.Equal(5, entries.Count);
        await home.AssertSoundAsync();
        var info = Assert.Single((await home.Store.ListAsync(default)).Sessions);
        Assert.Equal((entries[^1].At, user.At), (info.UpdatedAt, info.CreatedAt));
        await using var session = await home.Store.OpenAsync(step.Key, default);
        using var document = new MemoryStream();
        await session!.ExportAsync(document, default);
        Assert.Equal("The title", JsonNode.Parse(document.ToArray())!["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Import_BranchesSidechainsImagesAndUnknownRecords_AreCountedNotTaken()
    {
        var transcript = new ClaudeCodeTranscript()
            .User("u1", "Hello")
            .Assistant("a1", "m1", ClaudeCodeTranscript.Text("Wrong"), "u1")
            .Assistant("x1", "m9", ClaudeCodeTranscript.Text("Of a subagent"), "u1", record => record["isSidechain"] = true)
            .User("u2", "Meta", "u1", record => record["isMeta"] = true)
            .Assistant("a2", "m2", ClaudeCodeTranscript.Text("Right"), "u2")
            .User("u3", new JsonArray(ClaudeCodeTranscript.Text("See"), new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["data"] = "AAAA" } }), "a2")
            .Raw("""{"type":"file-history-snapshot","messageId":"q"}""")
            .Raw("""{"type":"from-the-future","value":1}""");
        var (step, entries) = await home.ImportOneAsync(home.Write("s.jsonl", transcript.ToString()));
        Assert.Equal(["Hello", "Right", "See"], entries.Select(entry => entry.Content));
        Assert.Equal(1, step.Notes["messages on branches that were given up, not imported"]);
        Assert.Equal(1, step.Notes["records of subagents (sidechains), not imported"]);
        Assert.Equal(1, step.Notes["texts that Claude Code put in for the model, not imported"]);
        Assert.Equal("application/octet-stream", Assert.Single(Assert.IsType<UserEntry>(entries[2]).Attachments).MediaType);
        Assert.Equal(["messages on branches that were given up, not imported: 1 (a1)"], step.Skipped);
        Assert.Equal(1, step.Notes["records of type from-the-future, not imported"]);
    }

    [Fact]
    public async Task Import_Compaction_KeepsWhatCameBeforeAndTheSummaryAsANotice()
    {
        var transcript = new ClaudeCodeTranscript()
            .User("u1", "Before")
            .Assistant("a1", "m1", ClaudeCodeTranscript.Text("Yes"))
            .Raw("""{"type":"system","subtype":"compact_boundary","uuid":"c1","parentUuid":null,"logicalParentUuid":"a1","sessionId":"s-1"}""")
            .User("u2", "It was about this.", "c1", record => record["isCompactSummary"] = true)
            .User("u3", "After");
        var (step, entries) = await home.ImportOneAsync(home.Write("s.jsonl", transcript.ToString()));
        Assert.Equal(1, step.Notes["summary of what came before: kept as a notice"]);
        Assert.Equal(["Before", "Yes", "It was about this.", "After"], entries.Select(entry => entry.Content));
        Assert.Equal(SystemKinds.Notice, Assert.IsType<NoticeEntry>(entries[2]).Kind);
    }

    [Fact]
    public async Task Import_RecordsWithoutIds_AreAllTakenInOrder()
    {
        var (step, entries) = await home.ImportOneAsync(home.Write("s.jsonl", """
            {"type":"custom-title","customTitle":"LONG","sessionId":"q"}
            {"type":"user","sessionId":"q","timestamp":"2026-01-02T03:04:05Z","message":{"role":"user","content":"one"}}
            {"type":"assistant","sessionId":"q","message":{"role":"assistant","content":[{"type":"text","text":"two"}]}}
            """.Replace("LONG", new string('x', 100_000), StringComparison.Ordinal)));
        Assert.Equal(["one", "two"], entries.Select(entry => entry.Content));
        Assert.Null(Assert.IsType<UserEntry>(entries[0]).Source);
        Assert.Equal(entries[0].At, entries[1].At);
        Assert.Equal(1, step.Notes["entries without a time, given that of the one before"]);
        Assert.Equal((500, 1L), (step.Title!.Length, step.Notes["titles of more than 500 characters, cut"]));
    }

    [Fact]
    public async Task Import_CallWithoutResultAndResultWithoutCall_EachCallHasOneResult()
    {
        var transcript = new ClaudeCodeTranscript()
            .User("u1", "Go")
            .Assistant("a1", "m1", ClaudeCodeTranscript.Call("t1", "Bash", new JsonObject()))
            .User("u2", ClaudeCodeTranscript.Result("never", "lost"))
            .User("u3", "Stop");
        var (step, entries) = await home.ImportOneAsync(home.Write("s.jsonl", transcript.ToString()));
        Assert.True(Assert.Single(entries.OfType<ToolEntry>()).Error);
        Assert.Equal("Stop", entries[^1].Content);
        Assert.Equal(1, step.Notes["tool calls without a result, closed with an error"]);
        Assert.Equal(1, step.Notes["tool results without a call before them, not imported"]);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_DamagedAtAnyLine_ImportsTheRestAndFails()
    {
        var lines = Sample().Lines;
        for (var broken = 0; broken < lines.Count; broken++)
        {
            using var own = new ImportHome();
            var path = own.Write("s-1.jsonl", string.Join('\n', lines.Select((line, index) => index == broken ? line[..(line.Length / 2)] : line)));
            var steps = await own.ImportAsync(path);
            Assert.Contains(steps, step => step.Action == ImportAction.Created);
            Assert.Contains($"line {broken + 1}", Assert.Single(steps, step => step.Action == ImportAction.Failed).Message!, StringComparison.Ordinal);
            await own.AssertSoundAsync();
            var texts = (await own.EntriesAsync("claude-code:s-1:main")).Where(entry => entry.IsMessage).Select(entry => entry.Content).ToList();
            Assert.Equal(broken != 1, texts.Contains("List the files"));
            Assert.Equal(broken != lines.Count - 1, texts.Contains("Two files."));
        }
    }

    [Fact]
    public async Task Import_CutAtAnyLine_GrowsToTheWholeWhenImportedAgain()
    {
        var lines = Sample().Lines;
        for (var count = 2; count <= lines.Count; count++)
        {
            var steps = await home.ImportAsync(home.Write("s-1.jsonl", string.Concat(lines.Take(count).Select(line => line + "\n"))));
            Assert.DoesNotContain(steps, step => step.Action == ImportAction.Failed);
        }

        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_HostileRecords_NeverStopTheRest()
    {
        var circle = new ClaudeCodeTranscript("circle").User("u1", "a", "u2").User("u2", "b", "u1");
        home.Write("circle.jsonl", circle.ToString());
        home.Write("deep.jsonl", new ClaudeCodeTranscript("deep").User("u1", "fine").Raw(new string('[', 100_000)).Raw("""{"type":"user","uuid":"d","message":{"content":""" + new string('[', 500) + new string(']', 500) + "}}").ToString());
        home.Write("types.jsonl", new ClaudeCodeTranscript("types").User("u1", "fine \u0000\u001b[31m").Raw("""{"type":7,"uuid":[],"message":"x"}""").Raw("""{"type":"user","uuid":7,"parentUuid":{},"sessionId":1,"timestamp":"soon","message":{"content":[7,null,{"type":"text","text":{}},{"type":"tool_result"},{"type":"tool_use"}]}}""").Raw("""{"type":"assistant","message":[]}""").Raw("""{"type":"user","message":{"content":"half \ud83d"}}""").ToString());
        home.Write("bytes.jsonl", [.. System.Text.Encoding.UTF8.GetBytes(new ClaudeCodeTranscript("bytes").User("u1", "MARK").ToString().Replace("MARK", "x", StringComparison.Ordinal)), 0xFF, 0xFE, 0, 0, (byte)'\n']);
        var steps = await home.ImportAsync();
        Assert.Equal(["bytes", "circle", "deep", "types"], steps.Where(step => step.Action == ImportAction.Created).Select(step => step.Key!.ChatId).Order());
        Assert.Equal(1, steps.Single(step => step.Key?.ChatId is "circle").Notes["parent links that run in a circle, cut there"]);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_HundredThousandRecords_IsQuickAndWhole()
    {
        var transcript = new ClaudeCodeTranscript();
        for (var i = 0; i < 100_000; i++)
            transcript.User($"u{i}", "x");
        var (step, _) = await home.ImportOneAsync(home.Write("s.jsonl", transcript.ToString()));
        Assert.Equal(100_000, step.Entries);
    }

    internal static ClaudeCodeTranscript Sample() => new ClaudeCodeTranscript()
        .Raw("""{"type":"summary","summary":"The title","leafUuid":"a4"}""")
        .User("u1", "List the files")
        .Assistant("a1", "m1", new JsonObject { ["type"] = "thinking", ["thinking"] = "Hm", ["signature"] = "x" })
        .Assistant("a2", "m1", ClaudeCodeTranscript.Text("I look."))
        .Assistant("a3", "m1", ClaudeCodeTranscript.Call("t1", "Bash", new JsonObject { ["command"] = "ls" }))
        // Two calls side by side: the first one's result is a sibling of the second call.
        .Assistant("a3b", "m1", ClaudeCodeTranscript.Call("t2", "Read", new JsonObject { ["path"] = "a" }), "a3")
        .User("r1", ClaudeCodeTranscript.Result("t1", "a b"), "a3")
        .User("r2", ClaudeCodeTranscript.Result("t2", "text of a"), "a3b")
        .Assistant("a4", "m2", ClaudeCodeTranscript.Text("Two files."), "r2");
}
