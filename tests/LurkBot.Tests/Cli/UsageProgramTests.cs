using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Usage as a person sees it: a process, a new home, a provider on loopback that counts.</summary>
public sealed class UsageProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly LoopbackServer server = new((path, body) => ModelClientsTests.Answer(path, stream: body.Contains("\"stream\":true", StringComparison.Ordinal)));

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Usage_AfterTurnsInTwoSessions_AddsUpTokensAndMoney()
    {
        await File.WriteAllTextAsync(Path.Combine(home.Path, "models.json"), """{"models": {"openai/m": {"price": {"input": 1000, "output": 2000}}}}""");
        foreach (var session in (string[])["a", "a", "b"])
            Assert.Equal(0, (await RunAsync("chat", "--session", session, "--model", "openai/m", "Hello")).Code);
        Assert.Equal(0, (await RunAsync("chat", "--session", "b", "--model", "unheard-of", "Hello")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "archive", "cli:a:main")).Code);

        using var json = JsonDocument.Parse((await RunAsync("usage", "--by", "session", "--since", "1h", "--json")).Output);
        Assert.Equal(["cli:a:main", "cli:b:main"], json.RootElement.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("session").GetString()));
        var total = json.RootElement.GetProperty("total");
        Assert.Equal((4, 1, 48, 20), (Number(total, "calls"), Number(total, "calls_without_price"), Number(total.GetProperty("usage"), "input"), Number(total.GetProperty("usage"), "output")));
        Assert.Equal(0.066m, total.GetProperty("cost").GetDecimal());

        var (code, output, error) = await RunAsync("usage");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
              model     calls  input  cached  output  reasoning      cost
              openai/m      3     36       0      15          0   $0.0660
              m             1     12       0       5          0   unknown
              total         4     48       0      20          0  $0.0660+
            1 call of unknown price: that cost is not in the sums.

            """,
            output,
            ignoreLineEndingDifferences: true);
        Assert.Contains("owner)", (await RunAsync("usage", "--by", "person")).Output, StringComparison.Ordinal);
        Assert.Equal("No calls to a model since then.", (await RunAsync("usage", "--since", "2099-01-01")).Output.Trim());
    }

    [Fact]
    public async Task Usage_InAnEmptyHome_SaysSo()
    {
        Assert.Equal((0, "No calls to a model.", ""), await TrimmedAsync("usage"));
        using var json = JsonDocument.Parse((await RunAsync("usage", "--json")).Output);
        Assert.Equal(0, Number(json.RootElement.GetProperty("total"), "calls"));
        Assert.Equal(2, (await RunAsync("usage", "--by", "mood")).Code);
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private async Task<(int Code, string Output, string Error)> TrimmedAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        return (code, output.Trim(), error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"));
        return await process.FinishAsync();
    }
}
