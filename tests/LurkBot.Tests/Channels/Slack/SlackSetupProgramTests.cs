using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Doors;

namespace LurkBot.Tests.Channels;

/// <summary><c>lurkbot channels</c> against a Slack server.</summary>
public sealed class SlackSetupProgramTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private SlackStage stage = null!;

    private string DotEnv => Path.Combine(folder.Path, ".env");

    private (string Name, string Value)[] Variables =>
    [
        ("LURKBOT_HOME", folder.Path), ("LURKBOT_SLACK__BASE_URL", stage.Server.ApiUrl), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"),
        ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(folder.Path, "run", "gateway.sock")}"),
    ];

    public async ValueTask InitializeAsync() => stage = await SlackStage.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (GatewayRecord.IsLocked(folder.Path))
            await RunAsync("", "gateway", "stop");
        await stage.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Add_InATerminal_PrintsTheManifestHidesTheTokensAndFindsTheOwner()
    {
        using (var terminal = new PseudoTerminal("channels add slack", Variables))
        {
            await terminal.SeeAsync("https://api.slack.com/apps?new_app=1");
            await terminal.SeeAsync("Bot token (it is not shown): ");
            // First in the wrong order, then not whole.
            await terminal.TypeAsync(SlackStage.AppToken + "\r");
            await terminal.SeeAsync("That is an app-level token (xapp-…); the bot token begins with xoxb-");
            await terminal.SeeAsync("Bot token (it is not shown): ");
            await terminal.TypeAsync(SlackStage.Token + "\r");
            await terminal.SeeAsync("App token (it is not shown): ");
            await terminal.TypeAsync(SlackStage.Token + "\r");
            await terminal.SeeAsync("That is a bot token (xoxb-…); the app-level token begins with xapp-");
            await terminal.SeeAsync("App token (it is not shown): ");
            await terminal.TypeAsync(SlackStage.AppToken + "x\r");
            await terminal.SeeAsync("does not take the app token");
            await terminal.SeeAsync("App token (it is not shown): ");
            await terminal.TypeAsync(SlackStage.AppToken + "\r");
            await terminal.SeeAsync("@lurkbot");
            await terminal.SeeAsync("Your member ID");
            await terminal.TypeAsync("ada\r");
            await terminal.SeeAsync("This is not a member ID");
            await terminal.SeeAsync("Your member ID");
            await terminal.TypeAsync("U0ZZZZZZZ\r");
            await terminal.SeeAsync("The workspace has no member with the ID U0ZZZZZZZ");
            await terminal.SeeAsync("Your member ID");
            await terminal.TypeAsync(stage.Ada.Id + "\r");
            await terminal.SeeAsync("Owner: ada");
            await terminal.SeeAsync("lurkbot gateway start --daemon");
            Assert.Equal(0, await terminal.ExitCodeAsync());
            Assert.DoesNotContain(SlackStage.Token, terminal.Seen, StringComparison.Ordinal);
            Assert.DoesNotContain(SlackStage.AppToken, terminal.Seen, StringComparison.Ordinal);
        }

        Assert.Equal($"LURKBOT_SLACK__BOT_TOKEN={SlackStage.Token}\nLURKBOT_SLACK__APP_TOKEN={SlackStage.AppToken}\nLURKBOT_SLACK__OWNER={stage.Ada.Id}\n", await File.ReadAllTextAsync(DotEnv));

        // The gateway hears the owner.
        Assert.Equal(0, (await RunAsync("", "gateway", "start", "--daemon")).Code);
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Any(connection => connection.IsOpen));
        stage.Server.Say(stage.Im, stage.Ada, "/help");
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Count == 1);
        var (code, output, _) = await RunAsync("", "channels", "test", "slack");
        Assert.Equal(0, code);
        Assert.Contains("the gateway receives them", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("", "channels", "status", "slack", "--json");
        using var status = JsonDocument.Parse(output);
        Assert.Equal((0, "connected", "@lurkbot"), (code, status.RootElement[0].GetProperty("state").GetString(), status.RootElement[0].GetProperty("bot").GetString()));
    }

    [Theory]
    [InlineData("xoxb-wrong", SlackStage.AppToken, "does not take the bot token (invalid_auth)")]
    [InlineData(SlackStage.Token, "xapp-wrong", "does not take the app token (invalid_auth)")]
    [InlineData(SlackStage.AppToken, SlackStage.Token, "That is an app-level token (xapp-…); the bot token begins with xoxb-")]
    [InlineData(SlackStage.Token, "xoxb-1-2", "That is a bot token (xoxb-…); the app-level token begins with xapp-")]
    [InlineData(SlackStage.Token, "", "No app token was given")]
    public async Task Add_WrongTokens_SaysSoAndWritesNothing(string bot, string app, string words)
    {
        var (code, _, error) = await RunAsync($"{bot}\n{app}\n", "channels", "add", "slack", "--token-stdin");
        Assert.NotEqual(0, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", error, StringComparison.Ordinal);
        Assert.False(File.Exists(DotEnv));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api/")]
    public async Task Server_WithAndWithoutItsPath_IsFound(string path)
    {
        using var setup = new LurkBot.Channels.SlackSetup(SlackStage.Token, null, new Uri(new Uri(stage.Server.ApiUrl).GetLeftPart(UriPartial.Authority) + path), TimeProvider.System);
        Assert.Equal("@lurkbot", (await setup.IdentifyAsync(default)).Handle);
    }

    [Fact]
    public async Task Add_WithoutSocketMode_SaysWhichSwitch()
    {
        stage.App.IsSocketModeOn = false;
        var (code, _, error) = await RunAsync($"{SlackStage.Token}\n{SlackStage.AppToken}\n", "channels", "add", "slack", "--token-stdin");
        Assert.Equal(1, code);
        Assert.Contains("Enable Socket Mode", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_FromInput_WritesTheTokensAndNamesTheMissingScope()
    {
        stage.App.Scopes.Remove("im:history");
        var (code, output, error) = await RunAsync($"{SlackStage.Token}\n{SlackStage.AppToken}\n", "channels", "add", "slack", "--token-stdin");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("missing: im:history (hearing direct messages)", output, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_SLACK__OWNER", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("", "channels", "test", "slack", "--json");
        Assert.Equal(1, code);
        var checks = JsonNode.Parse(output)!.AsArray().ToDictionary(check => (string)check!["name"]!, check => (string)check!["status"]!);
        Assert.Equal(("pass", "pass", "fail", "warn"), (checks["token"], checks["app token"], checks["scopes"], checks["owner"]));
    }

    [Fact]
    public async Task Invite_GivesACommandToBeginWith()
    {
        await File.WriteAllTextAsync(DotEnv, $"LURKBOT_SLACK__BOT_TOKEN={SlackStage.Token}\nLURKBOT_SLACK__APP_TOKEN={SlackStage.AppToken}\n");
        var (code, output, error) = await RunAsync("", "pairing", "invite", "slack");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"\n  /lurkbot start [A-Z0-9]{10}\n", output);
    }

    [Fact]
    public void Manifest_HasEveryScopeAndEventThatIsUsed()
    {
        var manifest = JsonNode.Parse(LurkBot.Channels.SlackManifest.Text)!;
        var scopes = manifest["oauth_config"]!["scopes"]!["bot"]!.AsArray().Select(scope => (string)scope!).ToList();
        var events = manifest["settings"]!["event_subscriptions"]!["bot_events"]!.AsArray().Select(name => (string)name!).ToList();
        Assert.Superset(new HashSet<string>(["chat:write", "im:history", "files:read", "users:read"]), scopes.ToHashSet());
        Assert.All(scopes, scope => Assert.Contains(scope, WorkspaceApp.AllScopes));
        Assert.All(events.Where(name => name != "channel_id_changed"), name => Assert.Contains(name, WorkspaceApp.AllEvents));
        Assert.True((bool)manifest["settings"]!["socket_mode_enabled"]!);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        using var process = ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, .. arguments], Variables);
        await process.StandardInput.WriteAsync(input);
        return await process.FinishAsync();
    }
}
