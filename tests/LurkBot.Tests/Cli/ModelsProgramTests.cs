using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Choosing a model, as a person does it: a process, a new home, providers on loopback.</summary>
public sealed class ModelsProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly LoopbackServer server = new(Answer);

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Theory]
    [InlineData("--model", "NEAR")]
    [InlineData("--model", "gone")]
    public async Task Chat_AliasOfTheOwner_AsksTheModelItStandsFor(params string[] arguments)
    {
        await WriteModelsAsync("""{"aliases": {"near": "openai/served-here", "gone": "claude-none", "backup": "near"}}""");
        var (code, output, _) = await RunAsync(["chat", "--output", "json", .. arguments, "Hello"], ("LURKBOT_ANTHROPIC_API_KEY", "k"), ("LURKBOT_ANTHROPIC_BASE_URL", "http://127.0.0.1:9"), ("LURKBOT_FALLBACK_MODELS", "Backup"));
        Assert.Equal(0, code);
        Assert.Contains("Hi there", output, StringComparison.Ordinal);
        using var asked = JsonDocument.Parse(server.Bodies[^1]);
        Assert.Equal("served-here", asked.RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public async Task ModelsFile_WithAMistake_IsNamedAndTheRestWorks()
    {
        await WriteModelsAsync("{\"aliases\": {\n\"near\": \"openai/served-here\", \"default\": \"x\"}}");
        var (code, output, error) = await RunAsync(["chat", "--model", "near", "Hello"]);
        Assert.Equal((0, "Hi there"), (code, output.Trim()));
        Assert.Contains("models.json, line 2: 'default' cannot be an alias", error, StringComparison.Ordinal);
        (code, _, error) = await RunAsync(["config", "validate"]);
        Assert.Equal(2, code);
        Assert.Contains("error: ", error, StringComparison.Ordinal);
        Assert.Contains("models.json, line 2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_IsListedAndForgotten()
    {
        using var strict = new LoopbackServer((path, body) => body.Contains("\"max_completion_tokens\"", StringComparison.Ordinal)
            ? (400, "application/json", """{"error":{"message":"Unrecognized request argument supplied: max_completion_tokens"}}""")
            : ProviderWire.Write(path, stream: true, ProviderReply.Say("Hi there")));
        (string, string)[] variables = [("LURKBOT_OPENAI_BASE_URL", new Uri(strict.Address, "v1").ToString())];
        foreach (var requests in (int[])[2, 3])
        {
            Assert.Equal((0, "Hi there", ""), await RunAsync(["chat", "--model", "openai/served-here", "Hello"], variables) is var (code, output, error) ? (code, output.Trim(), error) : default);
            Assert.Equal(requests, strict.Bodies.Count);
        }

        var listed = (await RunAsync(["models", "list", "--provider", "offline"], variables)).Output;
        Assert.Contains("served-here at http://127.0.0.1", listed, StringComparison.Ordinal);
        Assert.Contains(": max_completion_tokens", listed, StringComparison.Ordinal);
        Assert.Contains("\"refused\"", (await RunAsync(["models", "list", "--provider", "offline", "--json"], variables)).Output, StringComparison.Ordinal);
        Assert.Equal("Forgot 1 part that was refused.\n", (await RunAsync(["models", "forget", "openai/served-here"], variables)).Output);
        Assert.Equal("Nothing is remembered.\n", (await RunAsync(["models", "forget"], variables)).Output);
        Assert.DoesNotContain("served-here at", (await RunAsync(["models", "list", "--provider", "offline"], variables)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsList_ShowsWindowsPricesAndTheProviderThatIsDown()
    {
        (string, string)[] variables = [("LURKBOT_ANTHROPIC_API_KEY", "k"), ("LURKBOT_ANTHROPIC_BASE_URL", "http://127.0.0.1:9")];
        var (code, output, _) = await RunAsync(["models", "list"], variables);
        Assert.Equal(0, code);
        Assert.Matches(@"Anthropic \(http://127.0.0.1:9\)\n  Nothing listens there: .*http://127.0.0.1:9.*LURKBOT_ANTHROPIC_BASE_URL", output);
        Assert.Matches(@"  gpt-4o +128,000  \$2.50 / \$10.00", output);
        Assert.Matches(@"  served-here +9,000  unknown", output);
        Assert.Matches(@"  unheard-of +~128,000  unknown", output);
        Assert.Matches(@"  offline +128,000  free", output);
        Assert.DoesNotContain("Ollama", output, StringComparison.Ordinal);

        server.Bodies.Clear();
        (code, output, _) = await RunAsync(["models", "list", "--provider", "openai", "--json"], variables);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var provider = Assert.Single(json.RootElement.GetProperty("providers").EnumerateArray());
        Assert.Equal("openai", provider.GetProperty("provider").GetString());
        var model = provider.GetProperty("models").EnumerateArray().First(model => model.GetProperty("model").ValueEquals("gpt-4o"));
        Assert.Equal((128_000, 2.5m), (model.GetProperty("window").GetInt32(), model.GetProperty("price").GetProperty("input").GetDecimal()));
        Assert.Equal(JsonValueKind.Null, provider.GetProperty("models").EnumerateArray().Last().GetProperty("price").ValueKind);
        Assert.Empty(server.Bodies);

        (code, output, _) = await RunAsync(["models", "list", "--provider", "anthropic"], variables);
        Assert.Equal(1, code);
        Assert.Contains("was refused", output, StringComparison.Ordinal);
        (code, _, var error) = await RunAsync(["models", "list", "--provider", "google"]);
        Assert.Equal(2, code);
        Assert.Contains("set LURKBOT_GOOGLE_API_KEY", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsList_OfASession_SaysWhichModelAndWhy()
    {
        await File.WriteAllTextAsync(Path.Combine(home.Path, ".env"), "LURKBOT_DEFAULT_MODEL=opus\n");
        Assert.Contains("cli:work:main uses claude-opus-5-5: LURKBOT_DEFAULT_MODEL in .env, alias opus.", await WhyAsync(), StringComparison.Ordinal);
        Assert.Contains("cli:work:main uses d: LURKBOT_CLI__MODEL in the environment.", await WhyAsync(("LURKBOT_CLI__MODEL", "d")), StringComparison.Ordinal);
        (string, string)[] both = [("LURKBOT_CLI__MODEL", "d"), ("LURKBOT_SESSION__CLI_WORK_MAIN__MODEL", "gpt-4o")];
        var output = await WhyAsync(both);
        Assert.Contains("cli:work:main uses gpt-4o: LURKBOT_SESSION__CLI_WORK_MAIN__MODEL in the environment.", output, StringComparison.Ordinal);
        Assert.Contains("* gpt-4o ", output, StringComparison.Ordinal);

        using (var terminal = new PseudoTerminal("chat --session work --model offline", [.. Variables, .. both]))
        {
            await terminal.TypeAsync("/model\r");
            await terminal.SeeAsync("Model offline: --model. Window 128,000 tokens, price free.");
            await terminal.TypeAsync("/model Haiku\r");
            await terminal.SeeAsync("needs a key: set LURKBOT_ANTHROPIC_API_KEY");
            await terminal.TypeAsync("\u0015/mode\tserv\t\r");
            await terminal.SeeAsync("Model served-here: /model in the session.");
            await terminal.TypeAsync("/exit\r");
            Assert.Equal(0, await terminal.ExitCodeAsync());
        }

        Assert.Contains("cli:work:main uses served-here: /model in the session.", await WhyAsync(both), StringComparison.Ordinal);
    }

    private async Task<string> WhyAsync(params (string, string)[] variables)
    {
        var (code, output, error) = await RunAsync(["models", "list", "--session", "work", "--provider", "openai"], variables);
        Assert.True(code == 0, error);
        return output;
    }

    private static (int Status, string Type, string Body) Answer(string path, string body) => path is "/v1/models"
        ? (200, "application/json", """{"data":[{"id":"gpt-4o"},{"id":"served-here","context_length":9000},{"id":"unheard-of"}]}""")
        : ModelClientsTests.Answer(path, stream: body.Contains("\"stream\":true", StringComparison.Ordinal));

    private (string, string)[] Variables => [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1")];

    private Task WriteModelsAsync(string json) => File.WriteAllTextAsync(Path.Combine(home.Path, "models.json"), json);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string, string)[] variables)
    {
        using var process = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, .. arguments],
            [.. Variables, .. variables]);
        return await process.FinishAsync();
    }
}
