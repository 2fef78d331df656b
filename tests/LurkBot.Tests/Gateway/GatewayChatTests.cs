using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Gateway;

/// <summary>Terminals that chat through a gateway while others answer, and while it is restarted.</summary>
public sealed class GatewayChatTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--plain")]
    public async Task Approve_InAnotherTerminal_IsShownAsAnswered(string arguments)
    {
        await home.StartGatewayAsync(("LURKBOT_TOOL_ASK", "bash"));
        using var terminal = home.Open(arguments, ("LURKBOT_TOOL_ASK", "bash"));
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("hello\r");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"true"}""")));
        await terminal.SeeAsync("then Enter.");
        using var other = home.Open("--plain", ("LURKBOT_TOOL_ASK", "bash"));
        await other.SeeAsync("then Enter.");
        await other.TypeAsync("o\r");
        await terminal.SeeAsync("Answered in another terminal: bash is allowed once.");
        if (arguments.Length > 0)
        {
            await terminal.SeeAsync("Press Enter to go on.");
            await terminal.TypeAsync("\r");
        }

        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done."));
        await terminal.SeeAsync("Done.");
        await other.SeeAsync("Done.");
    }

    [Fact]
    public async Task RestartGateway_WithOtherSettingsInMidChat_SaysWhichDiffer()
    {
        var gateway = await home.StartGatewayAsync();
        using var terminal = home.Open();
        await terminal.SeeAsync("> ");
        home.Model.Says = "One.";
        await terminal.TypeAsync("first\r");
        await terminal.SeeAsync("One.");
        await gateway.KillAsync();
        await home.StartGatewayAsync(("LURKBOT_MAX_TOKENS", "77"));
        home.Model.Says = "Two.";
        await terminal.TypeAsync("second\r");
        await terminal.SeeAsync($"The gateway was restarted. The gateway at unix:{Path.Combine(home.Path, "run", "gateway.sock")} has other settings (LURKBOT_MAX_TOKENS); this chat goes on with the gateway's.");
        await terminal.SeeAsync("Two.");
        home.Model.Says = "Three.";
        await terminal.TypeAsync("third\r");
        await terminal.SeeAsync("Three.");
        Assert.Equal(2, terminal.Seen.Split("has other settings").Length);
    }
}
