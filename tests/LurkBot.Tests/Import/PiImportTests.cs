using System.Text.Json.Nodes;
using LurkBot.Entries;
using LurkBot.Import;

namespace LurkBot.Tests.Import;

/// <summary>Transcripts of pi and OpenClaw.</summary>
public sealed class PiImportTests : IDisposable
{
    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Import_Transcript_KeepsTextsToolsModelUsageAndSources()
    {
        var (step, entries) = await home.ImportOneAsync(home.Write("x.jsonl", Sample().ToString()));
        Assert.Equal(("pi:p-1:main", "pi", "The title"), (step.Key!.ToString(), step.Format, step.Title));
        Assert.Equal("pi:p-1:1", Assert.IsType<UserEntry>(entries[0]).Source);
        var assistant = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("I look.", "claude-x", "stop", new Usage(59, 4, 50) { CacheWrite = 6 }), (assistant.Content, assistant.Model, assistant.Finish, assistant.Usage));
        Assert.Equal(new ToolCall("t1", "bash", """{"command":"ls"}"""), assistant.ToolCalls.Single());
        Assert.Equal(("t1", "bash", "a b", true), Assert.IsType<ToolEntry>(entries[2]) is var tool ? (tool.ToolCallId, tool.Name, tool.Content, tool.Error) : default);
        Assert.Equal(("It was about files.", SystemKinds.Notice), Assert.IsType<NoticeEntry>(entries[3]) is var notice ? (notice.Content, notice.Kind) : default);
        Assert.Equal("Thanks", entries[^1].Content);
        Assert.Equal(1, step.Notes["messages on branches that were given up, not imported"]);
        Assert.Equal(1, step.Notes["records of type thinking_level_change, not imported"]);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_VersionOne_IsReadInTheOrderOfTheFile()
    {
        const string Lines = """
            {"type":"session","id":"old","timestamp":"2026-01-02T03:00:00.000Z","cwd":"/work"}
            {"type":"message","timestamp":"2026-01-02T03:00:01.000Z","message":{"role":"user","content":"Hello"}}
            {"type":"message","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}],"timestamp":1767322802000}}
            {"type":"message","message":{"role":"bashExecution","command":"ls","output":"a"}}
            """;
        var (step, entries) = await home.ImportOneAsync(home.Write("x.jsonl", Lines));
        Assert.Equal(["Hello", "Hi", "$ ls\na"], entries.Select(entry => entry.Content));
        Assert.Equal(1767322802000, entries[1].At.ToUnixTimeMilliseconds());
        Assert.Equal(1, step.Notes["entries without a time, given that of the one before"]);
    }

    [Theory]
    [InlineData("agent:main:telegram:group:-100", "telegram:-100:group")]
    [InlineData("agent:main:telegram:group:-100:topic:42", "telegram:-100/42:topic")]
    [InlineData("agent:main:slack:channel:C1:thread:1.5", "slack:C1/1.5:topic")]
    [InlineData("agent:main:discord:channel:7", "discord:7:group")]
    [InlineData("agent:main:whatsapp:direct:+49", "whatsapp:+49:dm")]
    [InlineData("agent:main:main", "openclaw:p-1:main")]
    [InlineData("agent:main:subagent:5", "openclaw:p-1:subagent")]
    [InlineData("agent:main:telegram:acct:direct:5", "openclaw:p-1:dm")]
    public async Task Import_OpenClawWithAnIndex_TakesChannelChatAndTypeFromIt(string name, string key)
    {
        home.Write("agents/main/sessions/sessions.json", new JsonObject { [name] = new JsonObject { ["sessionId"] = "p-1" }, ["junk"] = 7 }.ToJsonString());
        home.Write("agents/main/sessions/p-1.jsonl", Sample().ToString());
        var step = Assert.Single(await home.ImportAsync(), step => step.Key is not null);
        Assert.Equal((key, "openclaw"), (step.Key!.ToString(), step.Format));
        Assert.Equal(key.StartsWith("openclaw", StringComparison.Ordinal), step.Notes.Keys.Any(note => note.Contains("channel and chat", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Import_OpenClawWithoutAnIndex_SaysSo()
    {
        var (step, _) = await home.ImportOneAsync(home.Write("agents/main/sessions/p-1.jsonl", Sample().ToString()));
        Assert.Equal("openclaw:p-1:group", step.Key!.ToString());
        Assert.Contains("transcripts without a sessions.json that tells channel and chat, imported with the trust of a group", step.Notes.Keys);
    }

    [Fact]
    public async Task Import_DamagedAtAnyLine_ImportsTheRestAndFails()
    {
        var lines = Sample().Lines;
        for (var broken = 1; broken < lines.Count; broken++)
        {
            using var own = new ImportHome();
            var steps = await own.ImportAsync(own.Write("x.jsonl", string.Join('\n', lines.Select((line, index) => index == broken ? line[..(line.Length / 2)] : line))));
            Assert.Contains(steps, step => step.Action == ImportAction.Created);
            Assert.Contains($"line {broken + 1}", Assert.Single(steps, step => step.Action == ImportAction.Failed).Message!, StringComparison.Ordinal);
            await own.AssertSoundAsync();
        }
    }

    private static PiTranscriptBuilder Sample() => new PiTranscriptBuilder()
        .User("1", "List the files")
        .Record("thinking_level_change", "2", new JsonObject { ["thinkingLevel"] = "high" })
        .Assistant("3", PiTranscriptBuilder.Text("I look."), PiTranscriptBuilder.Call("t1", "bash", new JsonObject { ["command"] = "ls" }))
        .Result("4", "t1", "a b", error: true)
        .User("5", "Given up")
        .Record("compaction", "6", new JsonObject { ["summary"] = "It was about files.", ["firstKeptEntryId"] = "1" }, "4")
        .Record("session_info", "7", new JsonObject { ["name"] = "The title" })
        .User("8", "Thanks");
}
