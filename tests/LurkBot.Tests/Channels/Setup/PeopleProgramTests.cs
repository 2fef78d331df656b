using LurkBot.Access;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary><c>lurkbot people</c>: the owner's yes on their own machine, and what it shows.</summary>
public sealed class PeopleProgramTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Link_AsksTellsAndWaitsForTheOtherSide()
    {
        Assert.Equal(0, (await RunAsync("people", "list")).Code);
        var (code, _, error) = await RunAsync("people", "link", "telegram:4711");
        Assert.Equal(2, code);
        Assert.Contains("telegram:4711 and you become one person. From it can be read what is said in your own direct chats", error, StringComparison.Ordinal);
        Assert.Contains("Pass --yes", error, StringComparison.Ordinal);
        var offered = await RunAsync("people", "link", "telegram:4711", "--yes");
        var book = new PeopleBook(home.Path, TimeProvider.System);
        var offer = Assert.Single(book.Read().Waiting);
        Assert.Equal((0, $"Now telegram:4711 must agree, within an hour: it sends this to the bot in its direct chat:\n  /link {offer.Code}\n"), (offered.Code, offered.Output));
        Assert.DoesNotContain(offer.Code, (await RunAsync("people", "list", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(PersonId.Owner, book.Accept(offer.Code, new PersonId("telegram", "4711")));
        var pairing = new LurkBot.Channels.PairingBook(home.Path, TimeProvider.System);
        pairing.Approve(pairing.Ask("telegram", "1", new LurkBot.Channels.PlatformSender("4711", "Bob"))!.Value.Code.Code);
        Assert.Equal("owner = telegram:4711 (Bob)\n", (await RunAsync("people", "list")).Output);
        Assert.NotEqual(0, (await RunAsync("people", "link", "telegram:4711", "--yes")).Code);
        Assert.Equal(0, (await RunAsync("people", "unlink", "telegram:4711")).Code);
        Assert.NotEqual(0, (await RunAsync("people", "unlink", "telegram:4711")).Code);
        using var json = System.Text.Json.JsonDocument.Parse((await RunAsync("people", "link", "telegram:4712", "--yes", "--json")).Output);
        Assert.Equal(Assert.Single(book.Read().Waiting).Code, json.RootElement.GetProperty("code").GetString());
        Assert.Equal("telegram:4712 was not linked yet. The offer that waited is withdrawn.\n", (await RunAsync("people", "unlink", "telegram:4712")).Output);
        foreach (var wrong in (string[])["Bob", "nowhere:1", "owner"])
            Assert.Equal(2, (await RunAsync("people", "link", wrong, "--yes")).Code);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var process = ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path));
        process.StandardInput.Close();
        return process.FinishAsync();
    }
}
