using System.Text.Json;

namespace LurkBot.Tests.Channels;

/// <summary><c>lurkbot channels</c> against a Bot API server.</summary>
public sealed class ChannelsProgramTests : IAsyncLifetime
{
    private SetupHome home = null!;

    private BotApiServer Server => home.Stage.Server;

    public async ValueTask InitializeAsync() => home = await SetupHome.StartAsync();

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task Add_InATerminal_HidesTheTokenFindsTheOwnerAndLosesNoMessage()
    {
        await File.WriteAllTextAsync(home.DotEnv, "# mine\nLURKBOT_DEFAULT_MODEL=offline\n");
        Server.SendText(Server.AddPrivateChat(home.Stage.Bob), home.Stage.Bob, "early bird");
        var waiting = home.Stage.Bot.Updates.Pending;
        using (var terminal = new PseudoTerminal("channels add telegram", home.Variables))
        {
            await terminal.SeeAsync("Token (it is not shown): ");
            await terminal.TypeAsync(BotApiStage.Token + "\r");
            await terminal.SeeAsync("@lurk_bot");
            await terminal.SeeAsync("https://t.me/lurk_bot?start=");
            await terminal.SeeAsync("Ctrl-C skips");
            var code = terminal.Seen.Split("?start=")[1][..10];
            Server.SendText(home.Stage.Private, home.Stage.Ada, $"/start {code}");
            await terminal.SeeAsync("Ada (id 42) pressed Start.");
            await terminal.TypeAsync("y\r");
            await terminal.SeeAsync("Owner: Ada (42).");
            await terminal.SeeAsync("lurkbot gateway start --daemon");
            Assert.Equal(0, await terminal.ExitCodeAsync());
            Assert.DoesNotContain(BotApiStage.Token, terminal.Seen, StringComparison.Ordinal);
        }

        Assert.Equal($"# mine\nLURKBOT_DEFAULT_MODEL=offline\nLURKBOT_TELEGRAM__BOT_TOKEN={BotApiStage.Token}\nLURKBOT_TELEGRAM__OWNER=42\n", await File.ReadAllTextAsync(home.DotEnv));
        Assert.Equal((waiting + 1, 0), (home.Stage.Bot.Updates.Pending, home.Stage.Bot.Updates.ConfirmedOffset));
        Assert.StartsWith("No one is paired, and no codes are waiting.", (await home.RunAsync("pairing", "list")).Output, StringComparison.Ordinal);

        // The gateway hears all of it, and knows the owner.
        await home.StartGatewayAsync();
        await Server.UntilAsync(() => Server.Answers(home.Stage.Private).Any(message => message.Text.StartsWith("Hello Ada.", StringComparison.Ordinal)));
        var (code2, list, _) = await home.RunAsync("channels", "list");
        Assert.Equal(0, code2);
        Assert.Matches(@"^telegram  @lurk_bot, heard \d+ s ago\ndiscord   not set up\. To set it up, run: lurkbot channels add discord\nslack     not set up\. To set it up, run: lurkbot channels add slack\n$", list);
        Assert.Equal(0, (await home.RunAsync("channels", "status")).Code);
        var (passed, checks, _) = await home.RunAsync("channels", "test");
        Assert.Equal(0, passed);
        Assert.Contains("pass  messages      the gateway receives them: heard ", checks, StringComparison.Ordinal);
        var (_, json, _) = await home.RunAsync("channels", "status", "telegram", "--json");
        using var status = JsonDocument.Parse(json);
        Assert.Equal(("connected", "@lurk_bot", 0), (status.RootElement[0].GetProperty("state").GetString(), status.RootElement[0].GetProperty("bot").GetString(), status.RootElement[0].GetProperty("to_send").GetInt32()));
    }

    [Fact]
    public async Task Add_MistypedTokenAndAHostileName_AsksAgainAndShowsNoControlCharacters()
    {
        using var terminal = new PseudoTerminal("channels add telegram", home.Variables);
        await terminal.SeeAsync("Token (it is not shown): ");
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("Try again.");
        await terminal.TypeAsync(BotApiStage.Token + "\r");
        await terminal.SeeAsync("Ctrl-C skips");
        var code = terminal.Seen.Split("?start=")[1][..10];
        var mallory = Server.AddUser(66, "Ada\nOwner");
        Server.SendText(Server.AddPrivateChat(mallory), mallory, $"/start {code}");
        await terminal.SeeAsync("(id 66) pressed Start.");
        Assert.DoesNotContain("\nOwner", terminal.Seen.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await terminal.TypeAsync("n\r");
        await terminal.SeeAsync("LURKBOT_TELEGRAM__OWNER=ID");
        Assert.Equal(0, await terminal.ExitCodeAsync());
    }

    [Fact]
    public async Task Add_OwnerSaysNoOrSkips_TellsWhatToSet()
    {
        using var terminal = new PseudoTerminal("channels add telegram", home.Variables);
        await terminal.SeeAsync("Token (it is not shown): ");
        await terminal.TypeAsync(BotApiStage.Token + "\r");
        await terminal.SeeAsync("Ctrl-C skips");
        await terminal.TypeAsync("\u0003");
        await terminal.SeeAsync("Skipped.");
        await terminal.SeeAsync("LURKBOT_TELEGRAM__OWNER=ID");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.DoesNotContain("OWNER", await File.ReadAllTextAsync(home.DotEnv), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456:AAF-wrong", "does not know this token")]
    [InlineData("hello", "not a bot token")]
    [InlineData("", "No token was given")]
    public async Task Add_WrongToken_SaysSoAndWritesNothing(string token, string words)
    {
        var (code, _, error) = await home.RunWithAsync(token + "\n", "channels", "add", "telegram", "--token-stdin");
        Assert.NotEqual(0, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", error, StringComparison.Ordinal);
        Assert.False(File.Exists(home.DotEnv));
    }

    [Fact]
    public async Task Add_FromInput_WritesTheTokenAndSaysHowToSetTheOwner()
    {
        var (code, output, error) = await home.RunWithAsync(BotApiStage.Token + "\n", "channels", "add", "telegram", "--token-stdin");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Its link: https://t.me/lurk_bot\n", output, StringComparison.Ordinal);
        Assert.Contains("https://t.me/lurk_bot?start=", output, StringComparison.Ordinal);
        Assert.DoesNotContain(BotApiStage.Token, output, StringComparison.Ordinal);
        Assert.Equal($"LURKBOT_TELEGRAM__BOT_TOKEN={BotApiStage.Token}\n", await File.ReadAllTextAsync(home.DotEnv));
        await Server.GoOfflineAsync();
        (code, _, error) = await home.RunWithAsync(BotApiStage.Token + "\n", "channels", "add", "telegram", "--token-stdin");
        Assert.Equal(1, code);
        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WebhookOrOtherProgram_SaysWhich()
    {
        home.With("LURKBOT_TELEGRAM__OWNER=42", "LURKBOT_TELEGRAM__ALLOWED_GROUPS=-5001");
        await home.Stage.CallAsync("setWebhook", new { url = "https://other.example/secret" });
        var (code, output, _) = await home.RunAsync("channels", "test", "--json");
        Assert.Equal(0, code);
        var messages = Check(output, "messages");
        Assert.Equal("warn", messages.Status);
        Assert.Contains("other.example", messages.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", messages.Detail, StringComparison.Ordinal);
        Assert.Equal("warn", Check(output, "privacy mode").Status);
        await home.Stage.CallAsync("deleteWebhook", new { });

        // Another program, which comes back after its poll was ended.
        using var ends = new CancellationTokenSource();
        var other = Task.Run(async () =>
        {
            while (!ends.IsCancellationRequested)
                await home.Stage.CallAsync("getUpdates", new { timeout = 50, offset = 2_000_000_000 });
        });
        await Server.UntilAsync(() => home.Stage.Bot.Updates.IsPolled);
        (code, output, _) = await home.RunAsync("channels", "test", "--json");
        Assert.Equal((1, "fail"), (code, Check(output, "messages").Status));
        await ends.CancelAsync();
        Server.StealPoll();
        await other;
    }

    [Fact]
    public async Task Status_TokenRevoked_IsNotHeardAndFails()
    {
        Server.Fail("getMe", FaultKind.Refuse, times: 100, refusal: new BotApiException(401, "Unauthorized"));
        await home.With("LURKBOT_TELEGRAM__OWNER=42").StartGatewayAsync();
        await Server.UntilAsync(() => Server.Requests.Any(request => request.Method == "getMe"));
        (int Code, string Output, string Error) told = default;
        for (var tries = 0; tries < 50 && !(told.Output ?? "").Contains("unauthorized", StringComparison.Ordinal); tries++)
            told = await home.RunAsync("channels", "status");
        Assert.Equal(1, told.Code);
        Assert.Contains("telegram: unauthorized, not heard yet", told.Output, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_TELEGRAM__BOT_TOKEN", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_RefusedMessages_TellHowManyAndWhy_BesideAPlatformThatIsNotSetUp()
    {
        await home.With("LURKBOT_TELEGRAM__OWNER=42", "LURKBOT_SLACK__BOT_TOKEN=xoxb-1-stage").StartGatewayAsync();
        var chat = Server.AddPrivateChat(home.Stage.Bob);
        Server.SendText(chat, home.Stage.Bob, "let me in");
        await Server.UntilAsync(() => Server.Answers(chat).Count == 1);
        Server.SendText(chat, home.Stage.Bob, "please");
        Server.SendText(home.Stage.Supergroup, home.Stage.Bob, "/status@lurk_bot");
        (int Code, string Output, string Error) told = default;
        for (var tries = 0; tries < 50 && !(told.Output ?? "").Contains("the group is not allowed (1)", StringComparison.Ordinal); tries++)
            told = await home.RunAsync("channels", "status");
        Assert.True(told.Output!.Contains("the sender is not on the allowlist (2)", StringComparison.Ordinal), told.Output);
        Assert.Contains("slack: not set up completely: LURKBOT_SLACK__APP_TOKEN is missing. To set it, run: lurkbot channels add slack", told.Output, StringComparison.Ordinal);
        var (_, rows, _) = await home.RunAsync("deliveries", "--state", "refused");
        Assert.Equal(2, rows.Split('\n').Count(line => line.EndsWith("(the sender is not on the allowlist)", StringComparison.Ordinal)));
        using var status = JsonDocument.Parse((await home.RunAsync("channels", "status", "--json")).Output);
        Assert.Equal(2, status.RootElement[0].GetProperty("refused").GetProperty("the sender is not on the allowlist").GetInt32());
    }

    private static (string Status, string Detail) Check(string json, string name)
    {
        using var checks = JsonDocument.Parse(json);
        var check = checks.RootElement.EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);
        return (check.GetProperty("status").GetString()!, check.GetProperty("detail").GetString()!);
    }
}
