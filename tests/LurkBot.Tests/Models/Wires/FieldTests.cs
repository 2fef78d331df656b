using LurkBot.Entries;

namespace LurkBot.Tests.Models;

/// <summary>Replies that servers really send, and that vendors' libraries refuse: the conversation goes on with what they mean.</summary>
public sealed class FieldTests
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";
    private const string Lines = "application/x-ndjson";
    private const string Claude = "claude-sonnet-4-20250514";
    private const string Rome = """{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}""";
    private const string Oslo = """{"index":0,"id":"call_b","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}""";

    /// <summary>What the server sends, and what it means: words, reasoning, cities asked about, usage.</summary>
    private static readonly Dictionary<string, (string Model, string Type, string Body, string Expected)> Inputs = new(StringComparer.Ordinal)
    {
        ["unknown finish reason"] = OpenAI(Delta("\"content\":\"Hello.\""), Finish("eos")) with { Expected = "Hello.|||" },
        ["empty finish reason"] = OpenAI(Delta("\"content\":\"Hello.\""), Finish("")) with { Expected = "Hello.|||" },
        ["empty role"] = OpenAI(Delta("\"role\":\"\",\"content\":\"Hello.\""), Finish("stop")) with { Expected = "Hello.|||" },
        ["role of a model"] = OpenAI(Delta("\"role\":\"model\",\"content\":\"Hello.\""), Finish("stop")) with { Expected = "Hello.|||" },
        ["counts that are null"] = OpenAI(Delta("\"content\":\"Hello.\""), Finish("stop"), """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":null,"total_tokens":null,"prompt_tokens_details":null}}""") with { Expected = "Hello.|||10,0" },
        ["counts of other kinds"] = OpenAI(Delta("\"content\":\"Hello.\""), Finish("stop"), """{"choices":[],"usage":{"prompt_tokens":3000000000,"completion_tokens":"10"}}""") with { Expected = "Hello.|||3000000000,10" },
        ["choices that are null"] = OpenAI(Delta("\"content\":\"Hello.\""), Finish("stop"), """{"choices":null,"usage":{"prompt_tokens":10,"completion_tokens":3}}""") with { Expected = "Hello.|||10,3" },
        ["keep-alive as data"] = OpenAI(": keepalive", Delta("\"content\":\"Hel\""), ": keepalive", "", "[ping]", Delta("\"content\":\"lo.\""), Finish("stop")) with { Expected = "Hello.|||" },
        ["surrogate pair in two pieces"] = OpenAI(Delta("\"content\":\"A \\ud83d\""), Delta("\"content\":\"\\ude00 B\""), Finish("stop")) with { Expected = "A 😀 B|||" },
        ["half of a surrogate pair"] = OpenAI(Delta("\"content\":\"A \\ud83d\""), Delta("\"content\":\"B\""), Finish("stop")) with { Expected = "A \ufffdB|||" },
        ["thinking in the content"] = OpenAI(Delta("""  "content":[{"type":"thinking","thinking":[{"type":"text","text":"hmm"}]}] """), Delta("\"content\":\"Hello.\""), Finish("stop")) with { Expected = "Hello.|hmm||" },
        ["reasoning field"] = OpenAI(Delta("""  "reasoning":"hmm","reasoning_details":[{"type":"reasoning.text","text":"hmm"}],"content":"" """), Delta("\"content\":\"Hello.\""), Finish("stop")) with { Expected = "Hello.|hmm||" },
        ["think tags"] = OpenAI(Delta("\"content\":\"<think>\\nLet me \""), Delta("\"content\":\"think.\\n</thi\""), Delta("\"content\":\"nk>\\n\\nHello.\""), Finish("stop")) with { Expected = "Hello.|Let me think.||" },
        ["think tags in mid-text"] = OpenAI(Delta("\"content\":\"Write <think>\""), Delta("\"content\":\"x</think>.\""), Finish("stop")) with { Expected = "Write <think>x</think>.|||" },
        ["call without id"] = OpenAI(Call("""{"index":0,"type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}"""), Finish("tool_calls")) with { Expected = "Done.||Rome|" },
        ["call of an empty type"] = OpenAI(Call(Rome.Replace("\"function\",", "\"\",", StringComparison.Ordinal)), Finish("tool_calls")) with { Expected = "Done.||Rome|" },
        ["call with an object"] = OpenAI(Call("""{"id":"call_a","function":{"name":"weather","arguments":{"city":"Rome"}}}"""), Finish("tool_calls")) with { Expected = "Done.||Rome|" },
        ["calls with one index"] = OpenAI(Call(Rome), Call(Oslo), Finish("tool_calls")) with { Expected = "Done.||Rome,Oslo|" },
        ["calls with one index in one piece"] = OpenAI(Call(Rome + "," + Oslo), Finish("tool_calls")) with { Expected = "Done.||Rome,Oslo|" },
        ["calls without index"] = OpenAI(Call(Rome.Replace("\"index\":0,", "", StringComparison.Ordinal)), Call(Oslo.Replace("\"index\":0,", "", StringComparison.Ordinal)), Finish("tool_calls")) with { Expected = "Done.||Rome,Oslo|" },
        ["calls with empty ids"] = OpenAI(Call(Rome.Replace("call_a", "", StringComparison.Ordinal)), Call(Oslo.Replace("call_b", "", StringComparison.Ordinal).Replace(":0", ":1", StringComparison.Ordinal)), Finish("tool_calls")) with { Expected = "Done.||Rome,Oslo|" },
        ["calls with one id"] = OpenAI(Call(Rome), Call(Oslo.Replace("call_b", "call_a", StringComparison.Ordinal).Replace(":0", ":1", StringComparison.Ordinal)), Finish("tool_calls")) with { Expected = "Done.||Rome,Oslo|" },
        ["error without the word"] = OpenAI(Delta("\"content\":\"Hello \""), """{"object":"error","message":"boom in engine","type":"InternalServerError","code":500}""") with { Expected = "!boom in engine" },
        ["error by the event's name"] = ("gpt-4o", Events, Event(Delta("\"content\":\"Hello \"")) + "event: error\ndata: {\"message\":\"boom in engine\"}\n\n", "!boom in engine"),
        ["error of plain text"] = ("gpt-4o", Events, Event(Delta("\"content\":\"Hello \"")) + "event: error\ndata: boom in engine\n\n", "!boom in engine"),
        ["counts in the choice"] = OpenAI(Delta("\"content\":\"Hello.\""), """{"choices":[{"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":10,"completion_tokens":3}}]}""") with { Expected = "Hello.|||10,3" },
        ["two objects on a line"] = OpenAI(Delta("\"content\":\"Hel\"") + Delta("\"content\":\"lo.\""), Finish("stop")) with { Expected = "Hello.|||" },
        ["whole reply for a stream"] = ("gpt-4o", Json, """{"choices":[{"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}""", "Hello.|||10,3"),
        ["whole reply without a reason"] = ("gpt-4o", Json, """{"choices":[{"message":{"role":"assistant","content":"Hello."},"finish_reason":null}]}""", "Hello.|||"),
        ["Anthropic's counts are missing"] = (Claude, Events, """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"model":"claude-x"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello."}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            event: message_stop
            data: {"type":"message_stop"}


            """, "Hello.|||"),
        ["Anthropic's calls with one id"] = (Claude, Json, """
            {"type":"message","content":[{"type":"tool_use","id":"t","name":"weather","input":{"city":"Rome"}},{"type":"tool_use","id":"t","name":"weather","input":{"city":"Oslo"}},{"type":"news"}],"stop_reason":"tool_use"}
            """, "Done.||Rome,Oslo|"),
        ["Ollama's arguments as text"] = ("ollama/llama3", Lines, """
            {"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}},{"function":{"name":"weather","arguments":{"city":"Oslo"}}}]},"done":false}
            {"message":null,"done":true,"prompt_eval_count":10,"eval_count":3}

            """, "Done.||Rome,Oslo|"),
        ["Ollama's message is null"] = ("ollama/llama3", Lines, """
            {"message":{"role":"assistant","content":"Hello."},"done":false}
            {"message":null,"done":true}

            """, "Hello.|||"),
    };

    public static TheoryData<string, bool> Cases()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in Inputs.Keys)
        {
            data.Add(name, true);
            data.Add(name, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Reply_AsServersSendIt_MeansWhatItSays(string name, bool stream)
    {
        var (model, type, body, expected) = Inputs[name];
        var asked = 0;
        using var server = new LoopbackServer((path, _) => asked++ == 0 ? (200, type, body) : ProviderWire.Write(path, stream, ProviderReply.Say("Done.")));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), model, stream);
        var result = await conversation.AskAsync("Hello?");
        var entries = await conversation.ReadAsync();
        if (expected[0] == '!')
        {
            Assert.Equal((TurnFate.Failed, "Hello "), (result.Fate, stream ? result.Reply : "Hello "));
            Assert.Contains(expected[1..], result.Error!.Message, StringComparison.Ordinal);
            return;
        }

        var first = entries.OfType<AssistantEntry>().First();
        var usage = asked == 1 && first.Usage is { } counted ? $"{counted.Input},{counted.Output}" : "";
        Assert.Equal((TurnFate.Answered, expected), (result.Fate, $"{result.Reply}|{result.Reasoning}|{string.Join(',', conversation.Cities)}|{usage}"));
        Assert.Equal(first.ToolCalls.Select(call => call.Id), entries.OfType<ToolEntry>().Select(tool => tool.ToolCallId));
        Assert.Equal(first.ToolCalls.Count, first.ToolCalls.Select(call => call.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("Interrupted", string.Concat(server.Bodies), StringComparison.Ordinal);
        Assert.DoesNotContain("\"CallId\"", string.Concat(server.Bodies), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData(Claude)]
    public async Task Calls_OfLaterStepsWithTheSameId_HaveIdsOfTheirOwnInTheSession(string model)
    {
        var call = ProviderReply.Call(("call_1", "weather", """{"city":"Rome"}"""));
        using var server = new ProviderServer(call, call, ProviderReply.Say("Done."), call, ProviderReply.Say("Done."));
        using var conversation = new WireConversation(server.Options, model, stream: true);
        await conversation.AskAsync("Hello?");
        Assert.Equal("Done.", (await conversation.AskAsync("Again?")).Reply);
        var entries = await conversation.ReadAsync();
        var ids = entries.OfType<AssistantEntry>().SelectMany(step => step.ToolCalls).Select(step => step.Id).ToList();
        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("call_1", ids[0]);
        Assert.Equal(ids, entries.OfType<ToolEntry>().Select(result => result.ToolCallId));
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData(Claude)]
    public async Task FilterBehindWords_IsSaidAndKept(string model)
    {
        using var server = new ProviderServer(ProviderReply.Say("Partial ") with { Finish = "content_filter" });
        using var conversation = new WireConversation(server.Options, model, stream: true);
        Assert.Equal((TurnFate.Answered, "Partial "), ((await conversation.AskAsync("Hello?")).Fate, conversation.Shown));
        Assert.Contains("content filter", Assert.Single((await conversation.ReadAsync()).OfType<NoticeEntry>()).Content, StringComparison.Ordinal);
    }

    private static (string Model, string Type, string Body, string Expected) OpenAI(params string[] events) => ("gpt-4o", Events, string.Concat(events.Append("[DONE]").Select(Event)), "");

    private static string Event(string data) => $"data: {data}\n\n";

    private static string Delta(string fields) => $$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{{fields}}},"finish_reason":null}]}""";

    private static string Call(string calls) => Delta($"\"tool_calls\":[{calls}]");

    private static string Finish(string reason) => $$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";
}
