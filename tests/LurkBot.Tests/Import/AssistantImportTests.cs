using System.Text;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;

namespace LurkBot.Tests.Import;

/// <summary>What is kept of conversations with other assistants beside their words.</summary>
public sealed class AssistantImportTests : IDisposable
{
    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Messages_KeepInstructionsCallsReasoningNamesTimesAndModels()
    {
        var (step, entries) = await ImportAsync("chat.json");
        Assert.Equal(("Trip", "messages"), (step.Title, step.Format));
        Assert.Equal(("Be nice.", "instructions for the model"), Assert.IsType<NoticeEntry>(entries[0]) is var notice ? (notice.Content, notice.Reason) : default);
        Assert.Equal(("ask-1", 1), Assert.IsType<UserEntry>(entries[1]) is var user ? (user.Content, user.Attachments.Count) : default);
        Assert.Equal(new ToolCall("t", "look", """{"at":1}"""), Assert.IsType<AssistantEntry>(entries[2]).ToolCalls.Single());
        Assert.Equal(("look", "seen"), Assert.IsType<ToolEntry>(entries[3]) is var tool ? (tool.Name, tool.Content) : default);
        Assert.Equal(("say-1", "m-1"), Assert.IsType<AssistantEntry>(entries[4]) is var reply ? (reply.Content, reply.Model) : default);
        Assert.Equal("hm", Assert.IsType<AssistantEntry>((await ImportAsync("list.json")).Entries[1]).Reasoning);
        Assert.Equal(new Sender("Ann", "Ann", Trust.Low), Assert.IsType<UserEntry>((await ImportAsync("log.jsonl")).Entries[0]).Sender);
        var anthropic = await home.ImportOneAsync(home.Write("a.json", """
            {"model":"claude-y","system":[{"type":"text","text":"Be brief."}],"max_tokens":5,"messages":[{"role":"user","content":"go","created_at":"2025-05-05T05:05:05Z"},{"role":"assistant","content":[{"type":"thinking","thinking":"ok"},{"type":"text","text":"I look."},{"type":"tool_use","id":"k","name":"ls","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"k","content":"a b","is_error":true}]}]}
            """));
        Assert.Equal(["Be brief.", "go", "I look.", "a b"], anthropic.Entries.Select(entry => entry.Content));
        Assert.Equal(("ok", "claude-y"), Assert.IsType<AssistantEntry>(anthropic.Entries[2]) is var step2 ? (step2.Reasoning, step2.Model) : default);
        Assert.True(Assert.IsType<ToolEntry>(anthropic.Entries[3]).Error);
        Assert.Equal(2025, anthropic.Entries[1].At.Year);
        Assert.Empty(anthropic.Step.Skipped);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Messages_SameNameAndOtherBeginning_AreOtherSessions()
    {
        for (var i = 0; i < 3; i++)
            home.Write($"{i}/messages.json", $$"""{"messages":[{"role":"user","content":"hello {{i}}"}]}""");
        Assert.Equal(3, (await home.ImportAsync()).Count(step => step.Action == ImportAction.Created));
        home.Write("1/messages.json", """{"messages":[{"role":"user","content":"hello 1"},{"role":"assistant","content":"hi"}]}""");
        Assert.Equal([ImportAction.Extended, ImportAction.Present, ImportAction.Present], (await home.ImportAsync()).Select(step => step.Action).Order());
    }

    [Fact]
    public async Task ClaudeAi_KeepsStepsThoughtsTextsOfFilesAndBranches()
    {
        var steps = await home.ImportAsync(FormatSamples.All.Single(sample => sample.Format is "claude-ai").Write(home, "x"));
        var entries = await home.EntriesAsync(steps[0].Key!);
        var user = Assert.IsType<UserEntry>(entries[0]);
        Assert.Equal([("notes.txt", "text/plain", true), ("photo.png", "", false)], user.Attachments.Select(file => (file.Name, file.MediaType, file.Blob.Length > 0)));
        Assert.Equal(["attached files that the export does not hold, only named: 1 (m1)"], steps[0].Skipped);
        var first = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("say-1", "warm", "search"), (first.Content, first.Reasoning, first.ToolCalls.Single().Name));
        Assert.Equal("found", Assert.IsType<ToolEntry>(entries[2]).Content);
        Assert.Equal("say-2", entries[3].Content);
        Assert.Equal(("claude-ai:c2:main", "claude-ai:c2~m4:main"), (steps[1].Key!.ToString(), steps[2].Key!.ToString()));
        Assert.Equal(["ask-3", "say-4"], (await home.EntriesAsync(steps[1].Key!)).Select(entry => entry.Content));
        Assert.Equal((await home.Store.FindAsync(steps[1].Key!, default))!.Id, (await home.EntriesAsync(steps[2].Key!)).OfType<StateEntry>().Single().ForkedFrom);
    }

    [Fact]
    public async Task DeepSeek_KeepsThoughtsModelsTimesAndBranches()
    {
        var steps = await home.ImportAsync(FormatSamples.All.Single(sample => sample.Format is "deepseek").Write(home, "x"));
        Assert.Equal(["Trip", "Trip"], steps.Select(step => step.Title));
        var entries = await home.EntriesAsync(steps[0].Key!);
        Assert.Equal(["ask-1", "say-2"], entries.Select(entry => entry.Content));
        Assert.Equal(("deepseek-chat", DateTimeOffset.Parse("2025-02-01T02:01:09Z", System.Globalization.CultureInfo.InvariantCulture)), Assert.IsType<AssistantEntry>(entries[1]) is var reply ? (reply.Model, reply.At) : default);
        Assert.Equal("a.pdf", Assert.IsType<UserEntry>(entries[0]).Attachments.Single().Name);
        var fork = await home.EntriesAsync(steps[1].Key!);
        Assert.Equal(("say-1", "warm", "deepseek-reasoner"), Assert.IsType<AssistantEntry>(fork[^1]) is var given ? (given.Content, given.Reasoning, given.Model) : default);
    }

    [Fact]
    public async Task Codex_KeepsCallsResultsReasoningModelUsageAndImages()
    {
        var (step, entries) = await ImportAsync("rollout-2025-10-01T10-00-00-x1.jsonl");
        Assert.Equal(("ask-1", "image/png"), Assert.IsType<UserEntry>(entries[0]) is var user ? (user.Content, user.Attachments.Single().MediaType) : default);
        var call = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("I look.", "gpt-c", new Usage(100, 7, 40)), (call.Reasoning, call.Model, call.Usage));
        Assert.Equal(new ToolCall("k1", "shell", """{"command":["ls"]}"""), call.ToolCalls.Single());
        Assert.Equal(("a b", true), Assert.IsType<ToolEntry>(entries[2]) is var failed ? (failed.Content, failed.Error) : default);
        Assert.Equal("""{"input":"*** Begin Patch"}""", Assert.IsType<AssistantEntry>(entries[3]).ToolCalls.Single().Arguments);
        Assert.Equal(["Done", "say-1"], entries.Skip(4).Select(entry => entry.Content));
        Assert.Empty(step.Skipped);
        Assert.Equal(1, step.Notes["texts that Codex put in for the model, not imported"]);
        var events = await home.ImportOneAsync(home.Write("rollout-events.jsonl", """
            {"timestamp":"2025-10-01T10:00:00Z","type":"session_meta","payload":{"id":"x9"}}
            {"timestamp":"2025-10-01T10:00:03Z","type":"event_msg","payload":{"type":"user_message","message":"ask"}}
            {"timestamp":"2025-10-01T10:00:09Z","type":"event_msg","payload":{"type":"agent_message","message":"say"}}
            """));
        Assert.Equal(["ask", "say"], events.Entries.Select(entry => entry.Content));
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Gemini_Log_IsWhatItBecame()
    {
        var (step, entries) = await ImportAsync("session-2026-08-02T10-00-abcd.jsonl");
        Assert.Equal("Files", step.Title);
        Assert.Equal(["ask-1", "say-1", "a b", "ask-2"], entries.Select(entry => entry.Content));
        var reply = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("Plan: look", "gemini-x", new Usage(50, 7, 10), new ToolCall("k", "list", """{"dir":"."}""")), (reply.Reasoning, reply.Model, reply.Usage, reply.ToolCalls.Single()));
        var path = home.Write("session-rewound.jsonl", """
            {"sessionId":"j9","projectHash":"h","startTime":"2026-08-02T10:00:00.000Z","kind":"main"}
            {"id":"a","type":"user","content":"one"}
            {"id":"b","type":"user","content":"two"}
            {"$rewindTo":"b"}
            {"$set":{"messages":[{"id":"c","type":"gemini","content":"three"}]}}
            """);
        var rewound = await home.ImportOneAsync(path);
        Assert.Equal(["one", "three"], rewound.Entries.Select(entry => entry.Content));
        Assert.Equal(["messages that were taken back (/rewind), not imported: 1 (b)"], rewound.Step.Skipped);
        var subagent = Assert.Single(await home.ImportAsync(home.Write("sub.jsonl", """
            {"sessionId":"j8","projectHash":"h","kind":"subagent"}
            {"id":"a","type":"user","content":"one"}
            """)));
        Assert.Equal((ImportAction.Skipped, 1L), (subagent.Action, subagent.Notes["sessions of subagents, not imported"]));
    }

    [Fact]
    public async Task Gemini_Checkpoint_KeepsCallsWithoutIds()
    {
        var (step, entries) = await ImportAsync("checkpoint-idea.json");
        Assert.Equal("idea", step.Title);
        Assert.Equal(["ask-4", "", "a", "say-4"], entries.Select(entry => entry.Content));
        await home.AssertSoundAsync();
    }

    /// <summary>A file of some megabytes in each form that holds a whole chat in one value: each message is read by itself.</summary>
    [Theory]
    [InlineData("messages")]
    [InlineData("telegram")]
    [InlineData("gemini-cli")]
    public async Task Import_Huge_IsWholeAndOneMessageIsReadAtATime(string format)
    {
        const int Count = 8_000;
        var text = new string('x', 50);
        var (head, message) = format switch
        {
            "messages" => ("""{"id":"p","messages":[""", """{"role":"user","content":"TEXT N"}"""),
            "telegram" => ("""{"name":"G","type":"private_group","id":5,"messages":[""", """{"id":N,"type":"message","date_unixtime":"1740823205","from":"Ann","from_id":"user11","text":"TEXT N"}"""),
            _ => ("""{"sessionId":"j","projectHash":"h","startTime":"2025-11-02T10:00:00.000Z","messages":[""", """{"id":"mN","timestamp":"2025-11-02T10:00:01.000Z","type":"user","content":"TEXT N"}"""),
        };
        var path = home.Write("huge.json", "");
        await using (var file = new StreamWriter(path))
        {
            await file.WriteAsync(head);
            for (var i = 0; i < Count; i++)
                await file.WriteAsync($"{(i == 0 ? "" : ",")}{message.Replace("TEXT", text, StringComparison.Ordinal).Replace("N", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)}");
            await file.WriteAsync("]}");
        }

        var (step, entries) = await home.ImportOneAsync(path);
        Assert.Equal((format, Count), (step.Format, step.Entries));
        Assert.Equal($"{text} {Count - 1}", entries[^1].Content);
    }

    [Fact]
    public async Task Import_DeepValuesInEachFormat_NeverBreakAndAreNamed()
    {
        var deep = new string('[', 20_000) + new string(']', 20_000);
        foreach (var content in new[]
        {
            $$"""{"messages":[{"role":"user","content":"fine"},{"role":"user","content":{{deep}}}]}""",
            $$"""{"name":"G","type":"private_group","id":5,"messages":[{"id":1,"type":"message","from":"A","from_id":"user1","text":"fine"},{"id":2,"type":"message","text":{{deep}}}]}""",
            $$"""{"sessionId":"j","projectHash":"h","messages":[{"id":"a","type":"user","content":"fine"},{"id":"b","type":"user","content":{{deep}}}]}""",
            $$"""[{"uuid":"c0","chat_messages":[{"uuid":"m","sender":"human","text":"fine"}]},{"uuid":"c1","chat_messages":{{deep}}}]""",
        })
        {
            var steps = await home.ImportAsync(home.Write("deep.json", Encoding.UTF8.GetBytes(content)));
            Assert.Equal([ImportAction.Created, ImportAction.Failed], steps.Select(step => step.Action));
        }
    }

    private Task<(ImportStep Step, IReadOnlyList<Entry> Entries)> ImportAsync(string name) => home.ImportOneAsync(FormatSamples.All.Single(sample => sample.Path == name).Write(home, ""));
}
