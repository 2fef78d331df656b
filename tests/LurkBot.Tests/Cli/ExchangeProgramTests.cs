namespace LurkBot.Tests.Cli;

/// <summary>Sessions that talk to each other from the command line: real processes, the offline model, and a gateway or none.</summary>
public sealed class ExchangeProgramTests : IDisposable
{
    private static readonly (string, string)[] Offline = [("LURKBOT_DEFAULT_MODEL", "offline")];

    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_ToALocalSession_IsAnsweredThere(bool throughGateway)
    {
        if (throughGateway)
            await home.StartGatewayAsync(Offline);
        Assert.Equal(0, (await RunAsync("chat", "--session", "work", "The garage code is 5512")).Code);
        Assert.Equal((0, "Message queued for cli:work:main: it is entry 3 there, and that session answers it by itself.\n"), Of(await RunAsync("sessions", "send", "work", "What is the garage code?")));
        await Poll.UntilAsync(async () => (await RunAsync("sessions", "show", "work", "--last", "1")).Output.Contains("assistant: You said: “The garage code is 5512”", StringComparison.Ordinal));
        Assert.Equal((0, "cli:work:main answers:\nYou said: “The garage code is 5512”\n"), Of(await RunAsync("sessions", "send", "--wait", "work", "And what is the garage code?")));
        var asked = await RunAsync("chat", "Ask cli:work:main \"What is the garage code, again?\"");
        Assert.Equal((0, "cli:work:main answers:\nYou said: “The garage code is 5512”\n"), Of(asked));
        Assert.Contains("[Using sessions_send tool]", asked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ToNoSession_SaysSo()
    {
        var (code, _, error) = await RunAsync("sessions", "send", "#nowhere", "hi");
        Assert.NotEqual(0, code);
        Assert.Contains("There is no session “#nowhere” that can be reached from here.", error, StringComparison.Ordinal);
    }

    private static (int, string) Of((int Code, string Output, string Error) result) => (result.Code, result.Output);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => home.Start(arguments, Offline).FinishAsync();
}
