using LurkBot.Entries;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>A process that is asked to end in the middle of a reply keeps what came, as after Ctrl-C.</summary>
public sealed class TerminationTests : IDisposable
{
    private readonly ChatHome home = new();

    public static TheoryData<string, int> Signals => new() { { "TERM", 143 }, { "HUP", 129 } };

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Signal_DuringOneReplyWithoutATerminal_KeepsWhatCame(string signal, int code)
    {
        var chat = home.Start("tell me");
        var request = await home.Model.NextAsync();
        await request.SendAsync("Once upon");
        await ReadUntilAsync(chat.StandardOutput, "Once upon");
        await chat.SignalAsync(signal);
        Assert.Equal(code, (await chat.FinishAsync()).Code);
        await AssertKeptAsync();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Signal_DuringAChat_KeepsWhatCameAndEnds(string signal, int code)
    {
        using var terminal = home.Open();
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("tell me\r");
        var request = await home.Model.NextAsync();
        await request.SendAsync("Once upon");
        await terminal.SeeAsync("Once upon");
        await terminal.SignalAsync(signal);
        Assert.Equal(code, await terminal.ExitCodeAsync());
        await AssertKeptAsync();
    }

    [Fact]
    public async Task Signal_ToAClientOfAGateway_LeavesTheTurnToTheGateway()
    {
        var gateway = await home.StartGatewayAsync();
        var chat = home.Start("tell me");
        var request = await home.Model.NextAsync();
        await request.SendAsync("Once upon");
        await ReadUntilAsync(chat.StandardOutput, "Once upon");
        await chat.SignalAsync("TERM");
        Assert.Equal(143, (await chat.FinishAsync()).Code);
        await request.FinishAsync(ProviderReply.Say(" a time."));
        Assert.Equal("Once upon a time.", (await home.UntilAsync(messages => messages.HasEnd("tell me"))).FateOf("tell me"));
        await gateway.SignalAsync("HUP");
        Assert.Equal(0, (await gateway.FinishAsync()).Code);
    }

    [Fact]
    public async Task Signal_ToAGatewayInTheMiddleOfAReply_LeavesTheMessageToTheNextStart()
    {
        var gateway = await home.StartGatewayAsync(("LURKBOT_GATEWAY_DRAIN", "0"));
        var chat = home.Start(["chat", "tell me"], ("LURKBOT_GATEWAY_DRAIN", "0"));
        var request = await home.Model.NextAsync();
        await request.SendAsync("Once upon");
        await ReadUntilAsync(chat.StandardOutput, "Once upon");
        await gateway.SignalAsync("TERM");
        Assert.Equal(0, (await gateway.FinishAsync()).Code);
        await chat.KillAsync();
        Assert.Single(home.Read().Pending);
    }

    private static async Task ReadUntilAsync(StreamReader output, string text)
    {
        var (seen, piece) = ("", new char[256]);
        while (!seen.Contains(text, StringComparison.Ordinal))
        {
            var read = await output.ReadAsync(piece);
            Assert.NotEqual(0, read);
            seen += new string(piece, 0, read);
        }
    }

    private async Task AssertKeptAsync()
    {
        await using var session = (await home.Store.OpenAsync(ChatHome.Key, default))!;
        var entries = await session.ReadAllAsync(default);
        Assert.Equal(("Once upon", true), entries.OfType<AssistantEntry>().Select(entry => (entry.Content, entry.Partial)).Single());
        Assert.Equal(TurnFate.Cancelled, entries.OfType<NoticeEntry>().Last().Fate);
    }
}
