using System.Net;
using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;
using LurkBot.Turns;

namespace LurkBot.Tests.Gateway;

/// <summary>A gateway that stops in good order: turns end in time, or go on by themselves at the next start.</summary>
public sealed class GatewayStopTests : IDisposable
{
    private const string Messages = "/api/sessions/cli:default:main/messages";
    private const string Updates = "/api/sessions/cli:default:main/updates?up_to=1";

    private readonly ChatHome home = new();

    private (string Name, string Value) Listen => ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(home.Path, "run", "gateway.sock")}");

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Stop_TurnUnderWay_IsWaitedForAndNothingNewIsTaken()
    {
        var gateway = await home.StartGatewayAsync();
        using var http = GatewayHttp.Connect(home.Path);
        await PostAsync(http, "hello");
        var reading = http.GetStringAsync(Updates);
        var request = await home.Model.NextAsync();
        var stop = home.Start(["gateway", "stop"], Listen);
        Assert.Equal("Waiting for 1 turn…", await stop.StandardError.ReadLineAsync());
        using (var ready = await http.GetAsync("/health/ready"))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        using (var refused = await http.PostAsync(Messages, Body("more")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await request.FinishAsync(ProviderReply.Say("Hi."));
        Assert.EndsWith("event: end\ndata: {\"kind\":\"end\"}\n\n", await reading, StringComparison.Ordinal);
        Assert.Equal((0, "Stopped. Finished: 1 turn.\n"), ((await stop.FinishAsync()) is var (code, output, _) ? (code, output) : default));
        await gateway.WaitForExitAsync();
        Assert.Equal(0, gateway.ExitCode);
        Assert.Equal("Hi.", home.Read().FateOf("hello"));
        Assert.False(home.Read().Has("more"));
    }

    [Fact]
    public async Task Stop_TurnTakesLonger_ReadersAreToldAndItGoesOnHoweverOftenThatHappens()
    {
        for (var start = 1; start <= 4; start++)
        {
            var gateway = await home.StartGatewayAsync(("LURKBOT_GATEWAY_DRAIN", "0"));
            using var http = GatewayHttp.Connect(home.Path);
            if (start == 1)
                await PostAsync(http, "hello");
            await (await home.Model.NextAsync()).SendAsync("Half ");
            var reading = http.GetStringAsync(Updates);
            await home.UntilAsync(messages => messages.Has("hello"));
            Assert.EndsWith("Stopped. Left to the next start: 1 turn.\n", (await home.Start(["gateway", "stop"], Listen).FinishAsync()).Output, StringComparison.Ordinal);
            Assert.Contains("event: stopping\ndata: {\"kind\":\"accepted\"", await reading, StringComparison.Ordinal);
            await gateway.WaitForExitAsync();
            Assert.False(home.Read().HasEnd("hello"));
            Assert.Contains("Turns left to the next start: 1", (await home.Start(["gateway", "status"], Listen).FinishAsync()).Output, StringComparison.Ordinal);
        }

        await home.StartGatewayAsync();
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Whole."));
        Assert.Equal("Whole.", (await home.UntilAsync(messages => messages.HasEnd("hello"))).FateOf("hello"));
    }

    [Fact]
    public async Task Stop_PlatformTurnAfterAStep_GoesOnWithItsResult()
    {
        var key = SessionKey.Parse("telegram:5:dm");
        await using (var session = await home.Store.OpenOrCreateAsync(key, default))
        {
            var message = new InboundMessage(key, "run it", new Sender("7", "Ann", Trust.Full), new ReplyAddress("telegram:5")) { Source = "telegram:1:5:9" };
            await new SessionInbox(home.Store, TimeProvider.System).AcceptAsync(session, message, default);
        }

        (string, string)[] settings = [("LURKBOT_GATEWAY_DRAIN", "0")];
        await home.StartGatewayAsync(settings);
        var first = await home.Model.NextAsync();
        await first.FinishAsync(ProviderReply.Call(("c1", "read", """{"path":"nothing"}""")));
        _ = await home.Model.NextAsync();
        await home.Start(["gateway", "stop"], Listen).FinishAsync();
        await home.StartGatewayAsync();
        var again = await home.Model.NextAsync();
        Assert.Contains("\"c1\"", again.Body, StringComparison.Ordinal);
        await again.FinishAsync(ProviderReply.Say("Done."));
        await using var store = (await home.Store.OpenAsync(key, default))!;
        await Poll.UntilAsync(() => store.ReadAllAsync(default).AsTask().GetAwaiter().GetResult().OfType<AssistantEntry>().Any(entry => entry.Content is "Done."));
        Assert.Single((await store.ReadAllAsync(default)).OfType<ToolEntry>());
    }

    [Fact]
    public async Task Stop_ChatReadsTheTurn_ItWaitsAndGetsTheReplyAfterTheRestart()
    {
        await home.StartGatewayAsync(("LURKBOT_GATEWAY_DRAIN", "0"));
        var chat = home.Start(["chat", "--no-stream", "hello"], Listen);
        _ = await home.Model.NextAsync();
        await home.Start(["gateway", "stop"], Listen).FinishAsync();
        await home.StartGatewayAsync();
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Whole."));
        var (code, output, _) = await chat.FinishAsync();
        Assert.Equal((0, "Whole.\n"), (code, output));
        Assert.Equal(2, home.Model.Bodies.Count);
    }

    [Fact]
    public async Task CtrlC_TheSecondOne_EndsAtOnce()
    {
        var gateway = await home.StartGatewayAsync(("LURKBOT_GATEWAY_DRAIN", "3600"));
        using var http = GatewayHttp.Connect(home.Path);
        await PostAsync(http, "hello");
        _ = await home.Model.NextAsync();
        await gateway.SignalAsync("INT");
        Assert.StartsWith("Stopping. Waiting up to 3600 s for 1 turn", await gateway.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        await gateway.SignalAsync("INT");
        await gateway.WaitForExitAsync();
        Assert.NotEqual(0, gateway.ExitCode);
        Assert.Contains("ended unexpectedly", (await home.Start(["gateway", "status"], Listen).FinishAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_GatewayDoesNotAnswer_ItsProcessIsAsked()
    {
        var gateway = await home.StartGatewayAsync();
        File.Delete(Path.Combine(home.Path, "run", "gateway.sock"));
        Assert.Equal((0, "Stopped.\n"), ((await home.Start(["gateway", "stop"], Listen).FinishAsync()) is var (code, output, _) ? (code, output) : default));
        await gateway.WaitForExitAsync();
        var (again, _, error) = await home.Start(["gateway", "stop"], Listen).FinishAsync();
        Assert.Equal((1, "lurkbot: No gateway runs.\n"), (again, error));
    }

    private static StringContent Body(string text) => new($$"""{"text":"{{text}}"}""", Encoding.UTF8, "application/json");

    private static async Task PostAsync(HttpClient http, string text)
    {
        using var response = await http.PostAsync(Messages, Body(text));
        Assert.Equal("{\"id\":1}", await response.Content.ReadAsStringAsync());
    }
}
