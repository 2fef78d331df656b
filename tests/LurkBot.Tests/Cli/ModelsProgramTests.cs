using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Choosing a model, as a person does it: a process, a new home, providers on loopback.</summary>
public sealed class ModelsProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly LoopbackServer server = new((path, body) => ModelClientsTests.Answer(path, stream: body.Contains("\"stream\":true", StringComparison.Ordinal)));

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

    private Task WriteModelsAsync(string json) => File.WriteAllTextAsync(Path.Combine(home.Path, "models.json"), json);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string, string)[] variables)
    {
        using var process = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, .. arguments],
            [("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"), .. variables]);
        return await process.FinishAsync();
    }
}
