using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Models;

/// <summary>What the providers count, in the shapes that they send, is in the session with one meaning.</summary>
public sealed class UsageTests : IDisposable
{
    private const string OpenAI = """{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""";
    private const string Gemini = """{"prompt_tokens":8,"completion_tokens":9,"total_tokens":36}""";
    private const string Anthropic = """{"input_tokens":21,"cache_creation_input_tokens":188,"cache_read_input_tokens":1800,"cache_creation":{"ephemeral_5m_input_tokens":188,"ephemeral_1h_input_tokens":0},"output_tokens":300,"service_tier":"standard"}""";
    private const string AnthropicStart = """{"input_tokens":21,"cache_creation_input_tokens":188,"cache_read_input_tokens":1800,"output_tokens":1,"service_tier":"standard"}""";

    private static readonly SessionKey Key = SessionKey.Parse("cli:usage:main");

    private readonly TemporaryFolder home = new();

    public static TheoryData<string, string, string, Usage> Wires => new()
    {
        { "gpt-4o", OpenAI, "", new Usage(2006, 300, 1920) { Reasoning = 128 } },
        { "gemini-2.5-flash", Gemini, "", new Usage(8, 28, 0) { Reasoning = 19 } },
        { "claude-sonnet-4-20250514", Anthropic, AnthropicStart, new Usage(2009, 300, 1800) { CacheWrite = 188 } },
        { "ollama/llama3", """ "prompt_eval_count":26,"eval_count":298 """, "", new Usage(26, 298, 0) },
    };

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Turn_ProviderCounts_EntryHasThemInOneMeaning(string model, string usage, string start, Usage expected)
    {
        foreach (var stream in (bool[])[false, true])
        {
            using var server = new LoopbackServer((path, _) => Answer(path, stream, usage, start));
            var result = await AskAsync(server, model, stream);
            Assert.Equal((TurnFate.Answered, "Hi there"), (result.Fate, result.Reply));
            Assert.Equal(expected, result.Usage);
            Assert.Equal(expected, (await NewestAsync()).Usage);
        }
    }

    [Fact]
    public async Task Turn_AnthropicRepeatsAllCountsAtTheEnd_CountsOnce()
    {
        using var server = new LoopbackServer((_, _) => (200, "text/event-stream", AnthropicEvents(AnthropicStart, Anthropic)));
        Assert.Equal(new Usage(2009, 300, 1800) { CacheWrite = 188 }, (await AskAsync(server, "claude-sonnet-4-20250514", stream: true)).Usage);
    }

    [Fact]
    public async Task Turn_ServerSendsGrowingCountsWithEachPiece_LastOnesCount()
    {
        using var server = new LoopbackServer((_, _) => (200, "text/event-stream", """
            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi "},"finish_reason":null}],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":13}}

            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}

            data: [DONE]


            """));
        Assert.Equal(new Usage(12, 5, 0), (await AskAsync(server, "gpt-4o", stream: true)).Usage);
    }

    [Theory]
    [InlineData("gpt-4o", "null")]
    [InlineData("ollama/llama3", "")]
    public async Task Turn_ProviderCountsNothing_IsUnknownNotZero(string model, string usage)
    {
        foreach (var stream in (bool[])[false, true])
        {
            using var server = new LoopbackServer((path, _) => Answer(path, stream, usage, ""));
            Assert.Null((await AskAsync(server, model, stream)).Usage);
            Assert.Null((await NewestAsync()).Usage);
        }
    }

    [Fact]
    public async Task Turn_CountsThatCannotBe_AreBounded()
    {
        using var server = new LoopbackServer((path, _) => Answer(path, stream: false, """{"prompt_tokens":-5,"completion_tokens":7,"total_tokens":2,"prompt_tokens_details":{"cached_tokens":99}}""", ""));
        Assert.Equal(new Usage(0, 7, 0), (await AskAsync(server, "gpt-4o", stream: false)).Usage);
    }

    private static (int Status, string Type, string Body) Answer(string path, bool stream, string usage, string start)
    {
        var (status, type, body) = ModelClientsTests.Answer(path, stream);
        return (status, type, path.StartsWith("/v1/messages", StringComparison.Ordinal) && stream ? AnthropicEvents(start, """{"output_tokens":300}""") : body
            .Replace("""{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}""", usage, StringComparison.Ordinal)
            .Replace("""{"input_tokens":12,"output_tokens":5}""", usage, StringComparison.Ordinal)
            .Replace(""","prompt_eval_count":12,"eval_count":5""", usage.Length > 0 ? "," + usage : "", StringComparison.Ordinal));
    }

    private static string AnthropicEvents(string start, string end) => ModelClientsTests.Answer("/v1/messages", stream: true).Body
        .Replace("""{"input_tokens":12,"output_tokens":0}""", start, StringComparison.Ordinal)
        .Replace("""{"output_tokens":5}""", end, StringComparison.Ordinal);

    private async Task<TurnResult> AskAsync(LoopbackServer server, string model, bool stream)
    {
        var options = new ModelOptions
        {
            OpenAIApiKey = "k",
            OpenAIBaseUrl = new Uri(server.Address, "v1"),
            GoogleApiKey = "k",
            GoogleBaseUrl = new Uri(server.Address, "v1beta/openai"),
            AnthropicApiKey = "k",
            AnthropicBaseUrl = server.Address,
            OllamaBaseUrl = server.Address,
        };
        using var client = new ModelClients(options, TimeProvider.System).Create(model);
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(Key, default);
        var turn = new TestTurn(session, client, new SessionTurnOptions { Model = model, SystemPrompt = "s", Stream = stream }, TimeProvider.System);
        return await turn.RunAsync(new UserEntry { Content = "Hello" }, null, default);
    }

    private async Task<AssistantEntry> NewestAsync()
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(Key, default);
        return Assert.IsType<AssistantEntry>((await session!.ReadNewestAsync(1, default)).Single());
    }
}
