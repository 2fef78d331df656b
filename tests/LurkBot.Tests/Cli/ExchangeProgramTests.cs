using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Models;

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
        Assert.Equal(3, code);
        Assert.Contains("There is no session “#nowhere” that can be reached from here. A session is named by its key, which is channel:chat_id:type, such as cli:work:main", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ForAnApproval_EndsSoonWithACodeOfItsOwn_AndTellsItInJson()
    {
        (string, string)[] asks = [.. Offline, ("LURKBOT_TOOL_ASK", "sessions_list")];
        Assert.Equal(0, (await RunAsync("chat", "--session", "work", "hello")).Code);
        var (code, output, error) = await home.Start(["sessions", "send", "--wait", "--json", "wor", "list my sessions"], asks).FinishAsync();
        using var sent = JsonDocument.Parse(output);
        var root = sent.RootElement;
        Assert.Equal((8, ""), (code, error));
        Assert.Equal(("waiting_for_approval", "cli:work:main", 3, "sessions_list"), (root.GetProperty("state").GetString(), root.GetProperty("session").GetString(), root.GetProperty("entry").GetInt64(), root.GetProperty("approval").GetProperty("tool").GetString()));
        Assert.Contains("lurkbot chat --session cli:work:main", root.GetProperty("result").GetString(), StringComparison.Ordinal);
        // An error is in the object too.
        var unknown = await home.Start(["sessions", "send", "--wait", "--json", "nowhere", "hi"], asks).FinishAsync();
        using var refused = JsonDocument.Parse(unknown.Output);
        Assert.Equal((3, "refused"), (unknown.Code, refused.RootElement.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Wait_ProcessIsKilledWhileItWaits_TheNextOneBringsTheAnswerOnce()
    {
        Assert.Equal(0, (await RunAsync("chat", "--session", "work", "hello")).Code);
        var killed = home.Start("Ask it");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "sessions_send", """{"to":"cli:work:main","message":"How many?","wait":true}""")));
        await home.Model.NextAsync();
        await home.UntilAsync(_ => File.ReadAllText(home.Document).Contains("\"kind\":\"approval\"", StringComparison.Ordinal));
        await killed.KillAsync();
        var next = home.Start("And now?");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Seven."));
        var resumed = await home.Model.NextAsync();
        Assert.Contains("cli:work:main answers:\\nSeven.", home.Model.Bodies[^1], StringComparison.Ordinal);
        await resumed.FinishAsync(ProviderReply.Say("It says seven."));
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Nothing new."));
        Assert.Equal(0, (await next.FinishAsync()).Code);
        await using var own = await home.Store.OpenAsync(ChatHome.Key, default);
        var entries = await own!.ReadAllAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["cli:work:main answers:\nSeven."], entries.OfType<ToolEntry>().Select(result => result.Content));
        Assert.Equal(["It says seven.", "Nothing new."], entries.OfType<AssistantEntry>().Select(reply => reply.Content).Where(reply => reply.Length > 0));
        await using var work = await home.Store.OpenAsync(SessionKey.Parse("cli:work:main"), default);
        Assert.Single((await work!.ReadAllAsync(TestContext.Current.CancellationToken)).OfType<UserEntry>(), entry => entry.Origin is not null);
    }

    private static (int, string) Of((int Code, string Output, string Error) result) => (result.Code, result.Output);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => home.Start(arguments, Offline).FinishAsync();
}
