using System.Text.Json;
using LurkBot.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

/// <summary>What a server refuses is recognised whatever words it uses, left out, and remembered for a day when that helped.</summary>
public sealed class RefusedPartTests : IDisposable
{
    private const string Json = "application/json";

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => home.Dispose();

    public static TheoryData<string, int, string, string> Refusals => new()
    {
        { "max_completion_tokens", 400, """{"error":{"message":"Unrecognized request argument supplied: max_completion_tokens","type":"invalid_request_error"}}""", "max_tokens" },
        { "max_completion_tokens", 422, """{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":4096}]},"type":"invalid_request_error"}""", "max_tokens" },
        { "max_completion_tokens", 422, """{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":4096}]}""", "max_tokens" },
        { "max_completion_tokens", 400, """[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"maxCompletionTokens\": Cannot find field.","status":"INVALID_ARGUMENT"}}]""", "max_tokens" },
        { "stream_options", 400, """{"error":"json: unknown field \"stream_options\""}""", "" },
        { "stream_options", 422, """{"detail":[{"loc":["body","stream_options","include_usage"],"msg":"extra fields not permitted"}]}""", "" },
        { "stream_options", 501, "stream options are not implemented", "" },
        { "parallel_tool_calls", 400, """{"message":"Unsupported parameter","param":"parallel_tool_calls"}""", "" },
        { "tools", 404, """{"error":{"message":"No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing","code":404}}""", "" },
        { "tools", 400, """{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","type":"BadRequestError","code":400}""", "" },
        { "tools", 422, """{"errors":[{"msg":"Extra inputs are not permitted","loc":["body","tools"]}]}""", "" },
        { "tools", 501, """{"error":{"message":"function calling is unavailable for this deployment"}}""", "" },
        { "temperature", 400, """{"error":{"message":"Unsupported value.","param":"temperature"}}""", "" },
        { "reasoning_effort", 400, """{"errors":["Unknown field: reasoning_effort"]}""", "" },
        { "system", 400, """{"object":"error","message":"System role not supported","type":"BadRequestError"}""", "" },
        { "system", 400, """[{"error":{"code":400,"message":"Developer instruction is not enabled for models/gemma-3-27b-it","status":"INVALID_ARGUMENT"}}]""", "" },
        { "image", 404, """{"error":{"message":"No endpoints found that support image input","code":404}}""", "" },
        { "image", 400, """{"detail":"This model is not multimodal."}""", "" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Part_ThatIsRefused_IsLeftOutAndRememberedForADay(string part, int status, string body, string instead)
    {
        using var server = Server(part, status, body);
        foreach (var requests in (int[])[2, 3])
        {
            // A second process knows already; of an image that is not shown it says so.
            var notes = new List<string>();
            using var clients = Clients(server, home.Path);
            using var client = clients.Create("openai/m", notes.Add);
            Assert.Equal("Done.", (await client.GetStreamingResponseAsync(Question(), Everything()).ToChatResponseAsync()).Text);
            Assert.Equal(requests, server.Bodies.Count);
            Assert.Equal(part == "image" || (requests == 2 && part is "tools" or "temperature" or "reasoning_effort" or "system") ? 1 : 0, notes.Count);
        }

        Assert.True(instead.Length == 0 || Has(server.Bodies[^1], instead));
        Assert.Contains("What is this?", server.Bodies[^1], StringComparison.Ordinal);
        var known = Assert.Single(new ModelRefusals(home.Path, time).Read());
        Assert.Equal("m", known.Model);
        time.Advance(TimeSpan.FromHours(24));
        Assert.Empty(new ModelRefusals(home.Path, time).Read());
        using var later = Clients(server, home.Path).Create("openai/m");
        await later.GetStreamingResponseAsync(Question(), Everything()).ToChatResponseAsync();
        Assert.Equal(5, server.Bodies.Count);
    }

    [Fact]
    public async Task Parts_ThatAreRefusedOneAfterTheOther_AreAllLeftOut()
    {
        using var server = new LoopbackServer((path, body) => ((string[])["max_completion_tokens", "max_tokens", "stream_options", "temperature", "tools"]).FirstOrDefault(part => Has(body, part)) is { } part
            ? (400, Json, $"{{\"error\":{{\"message\":\"Unknown parameter: {part}.\"}}}}")
            : ProviderWire.Write(path, stream: true, ProviderReply.Say("Done.")));
        using var clients = Clients(server, home.Path);
        using var client = clients.Create("openai/m");
        Assert.Equal("Done.", (await client.GetStreamingResponseAsync(Question(), Everything()).ToChatResponseAsync()).Text);
        Assert.Equal(["field max_completion_tokens", "field max_tokens", "field stream_options", "temperature", "tools"], new ModelRefusals(home.Path, time).Read().Select(refusal => refusal.Part).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"tools and temperature and stream_options: all is wrong today"}}""")]
    [InlineData(404, """{"error":{"message":"The model `some-tools` does not exist","code":"model_not_found"}}""")]
    public async Task Refusal_ThatNothingCures_IsSaidAndNotRemembered(int status, string body)
    {
        using var server = new LoopbackServer((_, _) => (status, Json, body));
        var notes = new List<string>();
        using var clients = Clients(server, home.Path);
        using var client = clients.Create("openai/m", notes.Add);
        var error = await Assert.ThrowsAsync<ModelException>(() => client.GetStreamingResponseAsync("Hello", Everything()).ToChatResponseAsync());
        Assert.Contains(status == 400 ? "all is wrong today" : "some-tools", error.Message, StringComparison.Ordinal);
        Assert.Empty(new ModelRefusals(home.Path, time).Read());
        Assert.Empty(notes);
        Assert.InRange(server.Bodies.Count, 1, 12);
    }

    [Fact]
    public async Task Image_ThatIsTooLarge_IsNoReasonToLeaveOutOthers()
    {
        using var server = new LoopbackServer((path, body) => body.Contains("\"image_url\"", StringComparison.Ordinal)
            ? (400, Json, """{"error":{"message":"The image is too large: 30 MB."}}""")
            : ProviderWire.Write(path, stream: true, ProviderReply.Say("Done.")));
        using var clients = Clients(server, home.Path);
        using var client = clients.Create("openai/m");
        await client.GetStreamingResponseAsync(Question(), null).ToChatResponseAsync();
        Assert.Empty(new ModelRefusals(home.Path, time).Read());
    }

    [Fact]
    public async Task Refusals_OfTwoProcesses_AreAllKeptPrivatelyAndForgottenByName()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => new ModelRefusals(home.Path, time).Learn("http://a", $"m{i}", ["tools"]))));
        var memory = new ModelRefusals(home.Path, time);
        Assert.Equal(8, memory.Read().Count);
        var file = Path.Combine(home.Path, "cache", "refusals.json");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal((1, 0, 7), (memory.Forget("openai/m3"), memory.Forget("m3"), memory.Read().Count));
        await File.WriteAllTextAsync(file, "{\"format\":1,\"refusals\":[{]");
        Assert.Empty(memory.Read());
        memory.Learn("http://a", "m", ["tools"]);
        Assert.Single(memory.Read());
        for (var i = 0; i < 3; i++)
            memory.Learn("http://b", $"m{i}", [.. Enumerable.Range(0, 400).Select(part => $"field f{part}")]);
        Assert.InRange(memory.Read().Count, 1, 500);
        Assert.Equal(memory.Read().Count, memory.Forget(null));
    }

    private ModelClients Clients(LoopbackServer server, string folder) => new(new ModelOptions { OpenAIBaseUrl = new Uri(server.Address, "v1") }, TimeProvider.System, new ModelRefusals(folder, time));

    private static LoopbackServer Server(string part, int status, string body) => new((path, request) => Has(request, part)
        ? (status, Json, body)
        : ProviderWire.Write(path, stream: true, ProviderReply.Say("Done.")));

    private static bool Has(string body, string part)
    {
        using var request = JsonDocument.Parse(body);
        return part switch
        {
            "system" => body.Contains("\"role\":\"system\"", StringComparison.Ordinal) || body.Contains("\"role\":\"developer\"", StringComparison.Ordinal),
            "image" => body.Contains("\"image_url\"", StringComparison.Ordinal),
            _ => request.RootElement.TryGetProperty(part, out _),
        };
    }

    private static List<ChatMessage> Question() =>
        [new(ChatRole.System, "Be brief."), new(ChatRole.User, [new TextContent("What is this?"), new DataContent(SampleFiles.Png, "image/png")])];

    private static ChatOptions Everything() => new()
    {
        MaxOutputTokens = 100,
        Temperature = 0.5f,
        AllowMultipleToolCalls = true,
        Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
        Tools = [AIFunctionFactory.Create((string city) => city, "weather")],
    };
}
