using System.Text.Json;

namespace LurkBot.Tests.Channels;

/// <summary><c>lurkbot pairing</c>, beside a running gateway and without one.</summary>
public sealed class PairingProgramTests : IAsyncLifetime
{
    private SetupHome home = null!;

    public async ValueTask InitializeAsync() => home = await SetupHome.StartAsync();

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task Approve_BesideTheGateway_LetsTheStrangerTalkAtOnceAndRemoveEndsIt()
    {
        await home.With("LURKBOT_TELEGRAM__OWNER=42").StartGatewayAsync();
        var server = home.Stage.Server;
        var bob = server.AddUser(77, "Bob \e[31m");
        var chat = server.AddPrivateChat(bob);
        server.SendText(chat, bob, "let me in");
        await server.UntilAsync(() => server.Answers(chat).Count == 1);

        var (_, told, _) = await home.RunAsync("pairing", "list", "--json");
        using var list = JsonDocument.Parse(told);
        var waiting = Assert.Single(list.RootElement.GetProperty("waiting").EnumerateArray());
        var code = waiting.GetProperty("code").GetString()!;
        Assert.Equal(("77", "telegram"), (waiting.GetProperty("id").GetString(), waiting.GetProperty("channel").GetString()));
        Assert.Contains(code, server.Answers(chat)[0].Text, StringComparison.Ordinal);
        var (_, table, _) = await home.RunAsync("pairing", "list");
        Assert.Contains(code, table, StringComparison.Ordinal);
        Assert.Contains("60 min", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', table);

        var (approved, said, _) = await home.RunAsync("pairing", "approve", code.ToLowerInvariant());
        Assert.Equal(0, approved);
        Assert.EndsWith("(telegram:77) can write to the assistant now.\n", said, StringComparison.Ordinal);
        await server.UntilAsync(() => server.Answers(chat).Any(message => message.Text == "You can write to me now."));
        server.SendText(chat, bob, "The code is 4711");
        await server.UntilAsync(() => server.Answers(chat).Count >= 3);

        Assert.Equal((0, "telegram:77 is removed. Their session is kept.\n"), (await home.RunAsync("pairing", "remove", "telegram:77")) is var (gone, words, _) ? (gone, words) : default);
        var before = server.Answers(chat).Count;
        server.SendText(chat, bob, "And now?");
        await server.UntilAsync(() => server.Answers(chat).Count > before && server.Answers(chat)[^1].Text.Contains("lurkbot pairing approve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erase_PersonWhoWasLetInAndNeverSpoke_IsForgotten()
    {
        home.With();
        var book = new LurkBot.Channels.PairingBook(home.Path, TimeProvider.System);
        book.Approve(book.Ask("telegram", "1", new LurkBot.Channels.PlatformSender("4377", "Zenobia"))!.Value.Code.Code);
        var (code, output, _) = await home.RunAsync("sessions", "erase", "--person", "4377", "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains("pairing.json: 1 entry", output, StringComparison.Ordinal);
        Assert.Equal("4377", Assert.Single(book.Read().People).Sender);
        (code, output, var error) = await home.RunAsync("sessions", "erase", "--person", "4377", "--yes");
        Assert.True(code == 0, output + error);
        Assert.Contains("pairing.json: 1 entry", output, StringComparison.Ordinal);
        Assert.Empty(book.Read().People);
        Assert.DoesNotContain("Zenobia", await File.ReadAllTextAsync(Path.Combine(home.Path, "pairing.json")), StringComparison.Ordinal);
        Assert.Equal(3, (await home.RunAsync("sessions", "erase", "--person", "4377", "--yes")).Code);
    }

    [Fact]
    public async Task Erase_PersonBesideTheGateway_LeavesNothing()
    {
        await home.With("LURKBOT_TELEGRAM__OWNER=42", "LURKBOT_DEFAULT_MODEL=offline").StartGatewayAsync();
        var server = home.Stage.Server;
        var bob = server.AddUser(77, "Bob");
        var chat = server.AddPrivateChat(bob);
        server.SendText(chat, bob, "let me in");
        await server.UntilAsync(() => server.Answers(chat).Count == 1);
        var code = new LurkBot.Channels.PairingBook(home.Path, TimeProvider.System).Read().Waiting.Single().Code;
        Assert.Equal(0, (await home.RunAsync("pairing", "approve", code)).Code);
        await server.UntilAsync(() => server.Answers(chat).Count == 2);
        server.SendText(chat, bob, "My secret garden has a blue gate behind the old mill");
        await server.UntilAsync(() => server.Answers(chat).Count == 3);
        server.SendText(chat, bob, "/search garden");
        await server.UntilAsync(() => server.Answers(chat).Count == 4);
        server.SendText(home.Stage.Private, home.Stage.Ada, "Hello");
        await server.UntilAsync(() => server.Answers(home.Stage.Private).Count == 1);
        var (ended, output, error) = await home.RunAsync("sessions", "erase", "--person", "77", "--yes");
        Assert.True(ended == 0, output + error);
        Assert.Contains("what was meant is gone", output, StringComparison.Ordinal);
        Assert.DoesNotContain(":77", await LedgerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(":42", await LedgerTextAsync(), StringComparison.Ordinal);
    }

    private async Task<string> LedgerTextAsync()
    {
        await using var file = new FileStream(Path.Combine(home.Path, "ledger.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public async Task Invite_WithABot_PrintsItsLinkAndOfflineTheCode()
    {
        home.With();
        var (code, output, _) = await home.RunAsync("pairing", "invite", "telegram");
        Assert.Equal(0, code);
        Assert.Contains("https://t.me/lurk_bot?start=", output, StringComparison.Ordinal);
        await home.Stage.Server.GoOfflineAsync();
        (code, output, var error) = await home.RunAsync("pairing", "invite", "Telegram");
        Assert.Equal(0, code);
        Assert.Contains("https://t.me/BOT?start=", output, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
        Assert.Equal("Ended 2 codes. People who were let in stay.\n", (await home.RunAsync("pairing", "clear")).Output);
    }

    [Fact]
    public async Task Invite_WithoutABot_IsRefused()
    {
        var (code, output, error) = await home.RunAsync("pairing", "invite", "telegram");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("lurkbot channels add telegram", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedBook_IsToldByChannelsAndDoctor()
    {
        home.With();
        await File.WriteAllTextAsync(Path.Combine(home.Path, "pairing.json"), "{");
        foreach (var command in (string[])["list", "status"])
            Assert.Contains("pairing.json cannot be read", (await home.RunAsync("channels", command)).Error, StringComparison.Ordinal);
        var (code, output, _) = await home.RunAsync("doctor");
        Assert.Equal(1, code);
        Assert.Contains("pairing.json cannot be read", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "lurkbot pairing list", "approve", "ABCDEFGHJK")]
    [InlineData(3, "lurkbot pairing list", "deny", "ABCDEFGHJK")]
    [InlineData(3, "telegram:5 is not paired", "remove", "telegram:5")]
    [InlineData(3, "LURKBOT_TELEGRAM__ALLOWLIST, not by pairing", "remove", "telegram:6")]
    [InlineData(2, "such as telegram:4711", "remove", "5")]
    [InlineData(2, "Unknown channel 'irc'", "invite", "irc")]
    public async Task Pairing_Wrong_SaysTheNextStep(int code, string words, params string[] arguments)
    {
        home.With("LURKBOT_TELEGRAM__ALLOWLIST=6");
        var (ended, output, error) = await home.RunAsync(["pairing", .. arguments]);
        Assert.Equal((code, ""), (ended, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }
}
