using System.Text.Json;
using LurkBot.Doors;

namespace LurkBot.Tests.Channels;

/// <summary><c>lurkbot channels</c> against a Discord of the test.</summary>
public sealed class DiscordProgramTests : IAsyncLifetime
{
    private const string Token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB";

    private readonly TemporaryFolder folder = new();
    private DiscordStage stage = null!;
    private DiscordBot bot = null!;

    private string DotEnv => Path.Combine(folder.Path, ".env");

    private (string Name, string Value)[] Variables =>
    [
        ("LURKBOT_HOME", folder.Path), ("LURKBOT_DISCORD__BASE_URL", stage.Server.BaseUrl + "/api"), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"),
        ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(folder.Path, "run", "gateway.sock")}"),
    ];

    public async ValueTask InitializeAsync()
    {
        stage = await DiscordStage.StartAsync();
        bot = stage.Server.AddBot(Token, "Helper");
        bot.Owner = stage.Ada;
    }

    public async ValueTask DisposeAsync()
    {
        if (GatewayRecord.IsLocked(folder.Path))
            await RunAsync(null, "gateway", "stop");
        await stage.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Add_InATerminal_HidesTheTokenSetsTheOwnerAndTheGatewayHearsThem()
    {
        using (var terminal = new PseudoTerminal("channels add discord", Variables))
        {
            await terminal.SeeAsync("Message Content Intent");
            await terminal.SeeAsync("Token (it is not shown): ");
            // The Public Key first, then a token that is not whole.
            await terminal.TypeAsync(new string('a', 64) + "\r");
            await terminal.SeeAsync("That is the Public Key");
            await terminal.SeeAsync("Try again.");
            await terminal.SeeAsync("Token (it is not shown): ");
            await terminal.TypeAsync(Token[..^2] + "\r");
            await terminal.SeeAsync("does not know this token");
            await terminal.SeeAsync("Try again.");
            await terminal.SeeAsync("Token (it is not shown): ");
            await terminal.TypeAsync(Token + "\r");
            await terminal.SeeAsync("is set up");
            await terminal.SeeAsync("Is this you, the owner");
            await terminal.TypeAsync("y\r");
            await terminal.SeeAsync("Owner: Ada");
            await terminal.SeeAsync("https://discord.com/oauth2/authorize?client_id=");
            await terminal.SeeAsync("lurkbot gateway start --daemon");
            Assert.Equal(0, await terminal.ExitCodeAsync());
            Assert.DoesNotContain(Token, terminal.Seen, StringComparison.Ordinal);
        }

        Assert.Equal($"LURKBOT_DISCORD__BOT_TOKEN={Token}\nLURKBOT_DISCORD__OWNER={stage.Ada.Id}\n", await File.ReadAllTextAsync(DotEnv));
        var (code, output, error) = await RunAsync(null, "gateway", "start", "--daemon");
        Assert.True(code == 0, output + error);
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Online.Any(connection => connection.Session!.Bot == bot) && bot.Commands.Count > 0);
        var direct = stage.Server.OpenDirect(stage.Ada, bot);
        stage.Server.Say(direct, stage.Ada, "/help");
        await stage.Server.UntilAsync(() => stage.Server.Answers(direct, bot).Count == 1);
        (code, output, _) = await RunAsync(null, "channels", "status", "discord");
        Assert.Equal(0, code);
        Assert.Contains("discord: helper, heard", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync(null, "channels", "test");
        Assert.True(code == 0, output);
        Assert.Contains("the gateway receives them", output, StringComparison.Ordinal);
        Assert.Contains("on: the bot reads every message", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.00000000000000000000000000000000000000", "does not know this token")]
    [InlineData("hello", "not a bot token")]
    [InlineData("", "No token was given")]
    public async Task Add_WrongToken_SaysSoAndWritesNothing(string token, string words)
    {
        var (code, _, error) = await RunAsync(token + "\n", "channels", "add", "discord", "--token-stdin");
        Assert.NotEqual(0, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", error, StringComparison.Ordinal);
        Assert.False(File.Exists(DotEnv));
        stage.Server.Problems.Clear();
    }

    [Theory]
    [InlineData("hello\r", 2)]
    [InlineData("\u0003", 130)]
    public async Task Add_InATerminal_WrongToTheEndOrGivenUp_WritesNothing(string last, int expected)
    {
        using var terminal = new PseudoTerminal("channels add discord", Variables);
        foreach (var text in (string[])["hello\r", "hello\r", last])
        {
            await terminal.SeeAsync("Token (it is not shown): ");
            await terminal.TypeAsync(text);
        }

        Assert.Equal(expected, await terminal.ExitCodeAsync());
        Assert.False(File.Exists(DotEnv));
    }

    [Fact]
    public async Task Test_WhatIsSwitchedOffAtDiscord_IsSaidWithItsSwitch()
    {
        (bot.HasMessageContent, bot.InteractionsEndpoint) = (false, "https://other.example/");
        await File.WriteAllTextAsync(DotEnv, $"LURKBOT_DISCORD__BOT_TOKEN={Token}\nLURKBOT_DISCORD__ALLOWED_GUILDS={stage.Guild.Id}\nLURKBOT_DISCORD__OBSERVE=true\n");
        var (code, output, _) = await RunAsync(null, "channels", "test", "discord", "--json");
        Assert.Equal(1, code);
        using var checks = JsonDocument.Parse(output);
        string Status(string name) => checks.RootElement.EnumerateArray().Single(check => check.GetProperty("name").GetString() == name).GetProperty("status").GetString()!;
        Assert.Equal(("pass", "warn", "fail", "fail", "warn"), (Status("token"), Status("owner"), Status("message content"), Status("commands"), Status("messages")));
        Assert.Contains("Privileged Gateway Intents", output, StringComparison.Ordinal);
        Assert.Contains(stage.Ada.Id, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4004, "press Reset Token, and set LURKBOT_DISCORD__BOT_TOKEN")]
    [InlineData(4014, "under Privileged Gateway Intents turn on Message Content Intent")]
    public async Task StatusTestAndLog_OfARefusedBot_SayWhatToDo(int refusal, string words)
    {
        await File.WriteAllTextAsync(DotEnv, $"LURKBOT_DISCORD__BOT_TOKEN={Token}\nLURKBOT_DISCORD__OWNER={stage.Ada.Id}\n");
        stage.Server.Gateway.ClosedIdentifies = (int.MaxValue, refusal);
        var (code, output, error) = await RunAsync(null, "gateway", "start", "--daemon");
        Assert.True(code == 0, output + error);
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Connections.Any(connection => connection is { ClosedByServer: { } closed, IsOpen: false } && closed == refusal));
        await Poll.UntilAsync(async () => (await RunAsync(null, "channels", "status", "discord")).Output.Contains(words, StringComparison.Ordinal));
        (code, output, _) = await RunAsync(null, "channels", "test", "discord");
        Assert.Equal(1, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync(null, "gateway", "logs", "-n", "20");
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Contains($"({refusal})", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string? input, params string[] arguments)
    {
        using var process = ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, .. arguments], Variables);
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        return await process.FinishAsync();
    }
}
