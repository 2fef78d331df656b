using System.Diagnostics;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>The dialogue of the spec with real processes: a terminal, the offline model, a gateway or none, and Discord's wire.</summary>
public sealed class DiscordExchangeProgramTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Chat_SendToAChannel_IsPostedThere_AsTheSpecShows()
    {
        await using var stage = await DiscordStage.StartAsync();
        var updates = stage.Server.AddChannel(stage.Guild, "dev-updates");
        var gateway = await StartGatewayAsync(stage);
        var (code, output, error) = await RunAsync(stage, "chat", "Send \"Build complete\" to the #dev-updates channel");
        Assert.Equal((0, "Message sent to discord:dev-updates:group\n", "[Using sessions_send tool]\n"), (code, output, error));
        Assert.Equal("Build complete", Assert.Single(stage.Server.Answers(updates)).Content);
        // Beside a gateway with other settings the terminal answers by itself: it writes the outbox, and the gateway sends.
        var other = await home.Start(["sessions", "send", "#dev-updates", "Again"], [.. Variables(stage), ("LURKBOT_MAX_TOKENS", "2000")]).FinishAsync();
        Assert.Equal((0, "Message sent to discord:dev-updates:group\n"), (other.Code, other.Output));
        Assert.Contains("runs in its own process", other.Error, StringComparison.Ordinal);
        Assert.Equal(["Build complete", "Again"], stage.Server.Answers(updates).Select(message => message.Content));
        Assert.Contains("discord:dev-updates:group", (await RunAsync(stage, "chat", "List my sessions")).Output, StringComparison.Ordinal);
        await gateway.SignalAsync("TERM");
        await gateway.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, "Message queued for discord:dev-updates:group: no gateway runs; it is sent when one does (lurkbot gateway start).\n"), Of(await RunAsync(stage, "sessions", "send", "#dev-updates", "Later")));
        Assert.Equal(2, stage.Server.Answers(updates).Count);
        await StartGatewayAsync(stage);
        await stage.Server.UntilAsync(() => stage.Server.Answers(updates).Count == 3);
        Assert.Equal("Later", stage.Server.Answers(updates)[2].Content);
    }

    [Fact]
    public async Task Erase_TakesWhatWasSentToOthers_AndSaysWhatWasDelivered()
    {
        await using var stage = await DiscordStage.StartAsync();
        var gateway = await StartGatewayAsync(stage);
        await RunAsync(stage, "chat", "--session", "work", "hello");
        Assert.Equal(0, (await RunAsync(stage, "chat", "Send \"The vault opens at noon\" to #general")).Code);
        Assert.Equal(0, (await RunAsync(stage, "chat", "Tell cli:work:main: the vault opens at noon")).Code);
        await Poll.UntilAsync(async () => (await RunAsync(stage, "sessions", "show", "work", "--last", "1")).Output.Contains("assistant", StringComparison.Ordinal));
        await gateway.SignalAsync("TERM");
        await gateway.WaitForExitAsync(TestContext.Current.CancellationToken);
        var delivered = $"discord:{stage.General.Id}:group#1 was delivered to discord (message {Assert.Single(stage.Server.Answers(stage.General)).Id}) and cannot be called back: delete it there";
        Assert.Contains(delivered, (await RunAsync(stage, "sessions", "erase", "cli:default:main", "--dry-run")).Output, StringComparison.Ordinal);
        var (code, output, error) = await RunAsync(stage, "sessions", "erase", "cli:default:main", "--yes");
        Assert.True(code == 0, output + error);
        Assert.Contains(delivered, output, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories).Where(file => !file.Contains("gateway.sock", StringComparison.Ordinal)))
            Assert.DoesNotContain("vault opens", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("hello", (await RunAsync(stage, "sessions", "show", "work")).Output, StringComparison.Ordinal);
    }

    private static (int, string) Of((int Code, string Output, string Error) result) => (result.Code, result.Output);

    private static (string, string)[] Variables(DiscordStage stage) =>
    [
        ("LURKBOT_DEFAULT_MODEL", "offline"), ("LURKBOT_DISCORD__BOT_TOKEN", DiscordStage.Token), ("LURKBOT_DISCORD__BASE_URL", stage.Server.BaseUrl + "/api"),
        ("LURKBOT_DISCORD__OWNER", stage.Ada.Id), ("LURKBOT_DISCORD__ALLOWED_GUILDS", stage.Guild.Id),
    ];

    private Task<(int Code, string Output, string Error)> RunAsync(DiscordStage stage, params string[] arguments) => home.Start(arguments, Variables(stage)).FinishAsync();

    private async Task<Process> StartGatewayAsync(DiscordStage stage)
    {
        var gateway = await home.StartGatewayAsync(Variables(stage));
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Online.Count == 1);
        return gateway;
    }
}
