using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Gateway;

/// <summary>The gateway and the chats that go through it: real processes, real sockets.</summary>
public sealed class GatewayProgramTests : IDisposable
{
    private readonly ChatHome home = new();

    private string SocketPath => Path.Combine(home.Path, "run", "gateway.sock");

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Chat_GatewayRuns_GoesThroughItWithFilesAndCommands()
    {
        var gateway = await StartAsync();
        Assert.Contains("chats go through it", (await home.Start(["gateway", "status"]).FinishAsync()).Output, StringComparison.Ordinal);
        home.Model.Says = "Seen.";
        var image = Path.Combine(home.Path, "note.txt");
        await File.WriteAllTextAsync(image, "the attached words");
        var (code, output, error) = await home.Start(["chat", "--attach", image, "Look at this"]).FinishAsync();
        Assert.Equal((0, "Seen.\n", ""), (code, output, error));
        Assert.Contains("the attached words", home.Model.Bodies[^1], StringComparison.Ordinal);
        Assert.Contains("\"model\":\"m\"", (await home.Start(["chat", "--output", "json", "Again"]).FinishAsync()).Output.Replace("openai/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using (var terminal = home.Open())
        {
            await terminal.SeeAsync("model openai/m");
            await terminal.TypeAsync("/model offline\r");
            await terminal.SeeAsync("Model offline: /model in the session");
            await terminal.TypeAsync("/undo\r");
            await terminal.SeeAsync("Took back the setting");
            await terminal.TypeAsync("/fork other\r");
            await terminal.SeeAsync("Session cli:other:main, 4 messages");
            await terminal.TypeAsync("/exit\r");
            Assert.Equal(0, await terminal.ExitCodeAsync());
        }

        await gateway.SignalAsync("TERM");
        await gateway.WaitForExitAsync();
        Assert.Equal(0, gateway.ExitCode);
        Assert.False(File.Exists(SocketPath));
        home.Model.Says = "Alone.";
        Assert.Equal("Alone.\n", (await home.RunAsync("And now?")).Output);
    }

    [Fact]
    public async Task Chat_ClientIsKilled_TheTurnGoesOn()
    {
        await StartAsync();
        var client = home.Start("hello");
        var request = await home.Model.NextAsync();
        await client.KillAsync();
        await request.FinishAsync(ProviderReply.Say("Hi."));
        Assert.Equal("Hi.", (await home.UntilAsync(messages => messages.HasEnd("hello"))).FateOf("hello"));
    }

    [Fact]
    public async Task Chat_TwoClientsInOneSession_TheSecondWaitsItsTurn()
    {
        await StartAsync();
        var first = home.Start("one");
        var request = await home.Model.NextAsync();
        var second = home.Start("two");
        Assert.StartsWith("Waiting for ", await second.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        home.Model.Says = "Second.";
        await request.FinishAsync(ProviderReply.Say("First."));
        Assert.Equal("First.\n", (await first.FinishAsync()).Output);
        Assert.Equal("Second.\n", (await second.FinishAsync()).Output);
    }

    [Theory]
    [InlineData("--no-wait", "30", 4)]
    [InlineData("--no-stream", "1", 4)]
    public async Task Chat_SessionIsBusy_TheMessageIsNotAnsweredLater(string option, string patience, int expected)
    {
        await StartAsync(("LURKBOT_SESSION_LOCK_TIMEOUT", patience));
        var first = home.Start(["chat", "one"], ("LURKBOT_SESSION_LOCK_TIMEOUT", patience));
        var request = await home.Model.NextAsync();
        var (code, output, _) = await home.Start(["chat", option, "two"], ("LURKBOT_SESSION_LOCK_TIMEOUT", patience)).FinishAsync();
        Assert.Equal((expected, ""), (code, output.Trim()));
        await request.FinishAsync(ProviderReply.Say("First."));
        Assert.Equal("First.\n", (await first.FinishAsync()).Output);
        Assert.Single(home.Model.Bodies);
        Assert.Empty(home.Read().Pending);
    }

    [Theory]
    [InlineData("steer", "one two")]
    [InlineData("interrupt", "two")]
    public async Task Chat_QueueMode_HoldsBetweenClients(string mode, string said)
    {
        await StartAsync(("LURKBOT_QUEUE_MODE", mode));
        var first = home.Start(["chat", "one"], ("LURKBOT_QUEUE_MODE", mode));
        var request = await home.Model.NextAsync();
        var second = home.Start(["chat", "two"], ("LURKBOT_QUEUE_MODE", mode));
        await home.UntilAsync(messages => messages.Has("two"));
        if (mode is "steer")
            await request.FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"true"}""")));
        var next = await home.Model.NextAsync();
        Assert.EndsWith(said.Split(' ')[^1], HeldModel.Said(next.Body)[^1], StringComparison.Ordinal);
        await next.FinishAsync(ProviderReply.Say("Both."));
        Assert.Equal("Both.\n", (await second.FinishAsync()).Output);
        Assert.Equal(mode is "steer" ? 0 : 130, (await first.FinishAsync()).Code);
    }

    [Fact]
    public async Task Chat_CtrlC_StopsTheTurnInTheGateway()
    {
        await StartAsync();
        using var terminal = home.Open();
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("hello\r");
        await (await home.Model.NextAsync()).SendAsync("Half ");
        await terminal.SeeAsync("Half");
        await terminal.TypeAsync("\u0003");
        await terminal.SeeAsync("(cancelled)");
        Assert.Equal("cancelled", home.Read().FateOf("hello"));
    }

    [Fact]
    public async Task Chat_OtherSettings_SaysWhichAndRunsByItself()
    {
        await StartAsync();
        home.Model.Says = "Own.";
        var (code, output, error) = await home.RunAsync("hello", ("LURKBOT_MAX_TOKENS", "77"), ("LURKBOT_TEMPERATURE", "1"));
        Assert.Equal((0, "Own.\n"), (code, output));
        Assert.Equal($"The gateway at unix:{SocketPath} has other settings (LURKBOT_MAX_TOKENS, LURKBOT_TEMPERATURE); this runs in its own process.\n", error);
    }

    [Fact]
    public async Task Chat_AnotherListenerWithoutTheToken_IsNeverShownIt()
    {
        await (await StartAsync()).KillAsync();
        File.Delete(SocketPath);
        using var thief = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        thief.Bind(new UnixDomainSocketEndPoint(SocketPath));
        thief.Listen();
        var heard = Task.Run(async () =>
        {
            using var client = await thief.AcceptAsync();
            var buffer = new byte[4096];
            var text = System.Text.Encoding.UTF8.GetString(buffer, 0, await client.ReceiveAsync(buffer));
            const string Hello = """{"version":"1","home":"h","settings":{},"proof":"00"}""";
            await client.SendAsync(System.Text.Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Hello.Length}\r\n\r\n{Hello}"));
            return text + System.Text.Encoding.UTF8.GetString(buffer, 0, await client.ReceiveAsync(buffer));
        });
        home.Model.Says = "Own.";
        var (_, output, error) = await home.RunAsync("hello");
        Assert.Equal("Own.\n", output);
        Assert.Contains("does not know the token", error, StringComparison.Ordinal);
        Assert.DoesNotContain((await File.ReadAllTextAsync(Path.Combine(home.Path, "gateway.token"))).Trim(), await heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KillGateway_AnotherTakesItsAddressInMidChat_TheTokenIsNotShownToIt()
    {
        var gateway = await StartAsync();
        using var terminal = home.Open();
        await terminal.SeeAsync("> ");
        await gateway.KillAsync();
        File.Delete(SocketPath);
        using var thief = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        thief.Bind(new UnixDomainSocketEndPoint(SocketPath));
        thief.Listen();
        await terminal.TypeAsync("hello\r");
        using var client = await thief.AcceptAsync();
        var buffer = new byte[4096];
        var heard = System.Text.Encoding.UTF8.GetString(buffer, 0, await client.ReceiveAsync(buffer));
        Assert.StartsWith("GET /api/hello?nonce=", heard, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", heard, StringComparison.OrdinalIgnoreCase);
        client.Dispose();
        thief.Dispose();
        File.Delete(SocketPath);
        home.Model.Says = "Back.";
        await StartAsync();
        await terminal.SeeAsync("Back.");
        Assert.Single(home.Model.Bodies);
    }

    [Fact]
    public async Task KillGateway_WhileAQuestionIsOpenInAChatThatStays_TheAnswerArrivesAfterTheRestart()
    {
        var gateway = await StartAsync(("LURKBOT_TOOL_ASK", "bash"));
        using var terminal = home.Open("--plain", ("LURKBOT_TOOL_ASK", "bash"));
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("hello\r");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"echo ran >>said"}""")));
        await terminal.SeeAsync("then Enter.");
        await gateway.KillAsync();
        await terminal.TypeAsync("o\r");
        await terminal.SeeAsync("The gateway went away");
        await StartAsync(("LURKBOT_TOOL_ASK", "bash"));
        await terminal.SeeAsync("Allowed once.");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done."));
        await terminal.SeeAsync("Done.");
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(home.Workspace, "said")));
    }

    [Fact]
    public async Task Approve_TheClientIsGone_TheTurnGoesOn()
    {
        await StartAsync(("LURKBOT_TOOL_ASK", "bash"));
        using var terminal = home.Open("--plain", ("LURKBOT_TOOL_ASK", "bash"));
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("hello\r");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"echo ran >>said"}""")));
        await terminal.SeeAsync("then Enter.");
        await terminal.KillAsync();
        home.Model.Says = "Done.";
        using var http = Connect();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(home.Path, "gateway.token"))).Trim());
        var question = home.Read().Entries.Single(entry => entry.TryGetProperty("kind", out var kind) && kind.ValueEquals("approval"));
        using var response = await http.PostAsync("/api/sessions/cli:default:main/approvals", new StringContent($$"""{"question":{{question.GetRawText()}},"decision":"once"}"""));
        Assert.Equal("""{"outcome":"stored"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("Done.", (await home.UntilAsync(messages => messages.HasEnd("hello"))).FateOf("hello"));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(home.Workspace, "said")));
    }

    [Fact]
    public async Task KillGateway_BeforeTheFirstResponse_TheMessageIsAnsweredOnceAfterTheRestart()
    {
        var gateway = await StartAsync();
        using var terminal = home.Open();
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("hello\r");
        await (await home.Model.NextAsync()).SendAsync("Half ");
        await terminal.SeeAsync("Half");
        await gateway.KillAsync();
        await StartAsync();
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Whole."));
        await terminal.SeeAsync("Whole.");
        home.Model.Says = "Next.";
        await terminal.TypeAsync("more\r");
        await terminal.SeeAsync("Next.");
        await home.UntilAsync(messages => messages.HasEnd("more"));
        Assert.Equal(("Whole.", "Next."), (home.Read().FateOf("hello"), home.Read().FateOf("more")));
        Assert.Equal(3, home.Model.Bodies.Count);
    }

    [Fact]
    public async Task KillGateway_AfterAStep_TheChatShowsItAndTakesTheNextMessage()
    {
        var gateway = await StartAsync();
        using var terminal = home.Open();
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("hello\r");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"echo ran >>said"}""")));
        await (await home.Model.NextAsync()).SendAsync("Half ");
        await terminal.SeeAsync("Half");
        await gateway.KillAsync();
        await StartAsync();
        await terminal.SeeAsync("Interrupted before the reply was complete.");
        home.Model.Says = "Next.";
        await terminal.TypeAsync("more\r");
        await terminal.SeeAsync("Next.");
        await home.UntilAsync(messages => messages.HasEnd("more"));
        Assert.Equal(("failed", "Next."), (home.Read().FateOf("hello"), home.Read().FateOf("more")));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(home.Workspace, "said")));
    }

    [Fact]
    public async Task KillGateway_WhileAQuestionIsOpen_ItIsShownAgain()
    {
        var gateway = await StartAsync(("LURKBOT_TOOL_ASK", "bash"));
        using (var terminal = home.Open("--plain", ("LURKBOT_TOOL_ASK", "bash")))
        {
            await terminal.SeeAsync("> ");
            await terminal.TypeAsync("hello\r");
            await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"echo ran >>said"}""")));
            await terminal.SeeAsync("then Enter.");
            await gateway.KillAsync();
            await terminal.KillAsync();
        }

        await StartAsync(("LURKBOT_TOOL_ASK", "bash"));
        using var again = home.Open("--plain", ("LURKBOT_TOOL_ASK", "bash"));
        await again.SeeAsync("then Enter.");
        await again.TypeAsync("o\r");
        await again.SeeAsync("Allowed once.");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done."));
        await again.SeeAsync("Done.");
        Assert.Equal("Done.", (await home.UntilAsync(messages => messages.HasEnd("hello"))).FateOf("hello"));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(home.Workspace, "said")));
    }

    [Fact]
    public async Task Start_ASecondOneOfTheHome_IsRefused()
    {
        await StartAsync();
        var (code, _, error) = await home.Start(["gateway", "start"], ("LURKBOT_GATEWAY_LISTEN", $"unix:{SocketPath}2")).FinishAsync();
        Assert.Equal(1, code);
        Assert.Contains("runs already", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live", null, null, null, HttpStatusCode.OK)]
    [InlineData("/health/ready", null, null, null, HttpStatusCode.OK)]
    [InlineData("/api/hello?nonce=abc", null, null, null, HttpStatusCode.OK)]
    [InlineData("/api/hello", null, null, null, HttpStatusCode.BadRequest)]
    [InlineData("/api/sessions/cli:default:main/updates", null, null, null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/sessions/cli:default:main/updates", "wrong", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/sessions/nonsense/updates", "right", null, null, HttpStatusCode.BadRequest)]
    [InlineData("/api/sessions/cli:default:main/updates", "right", null, null, HttpStatusCode.NotFound)]
    [InlineData("/health/live", null, "evil.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("/health/live", null, null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/nothing", "right", null, null, HttpStatusCode.NotFound)]
    public async Task Request_IsLetInOnlyWithTokenHostAndOrigin(string path, string? token, string? host, string? origin, HttpStatusCode status)
    {
        await StartAsync();
        using var http = Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token is "right" ? (await File.ReadAllTextAsync(Path.Combine(home.Path, "gateway.token"))).Trim() : token);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        request.Headers.Host = host ?? "lurkbot";
        using var response = await http.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("messages", "")]
    [InlineData("messages", "[]")]
    [InlineData("messages", """{"text":5}""")]
    [InlineData("messages", """{"text":"x","files":[{"name":"a","media_type":"image/png","bytes":""}]}""")]
    [InlineData("messages", """{"text":"x","files":null}""")]
    [InlineData("messages", """{"text":"x","files":[null]}""")]
    [InlineData("messages", """{"text":"x","door":null}""")]
    [InlineData("commands", "{}")]
    [InlineData("commands", """{"line":"/pin nonsense"}""")]
    [InlineData("stop", "{\"all\":")]
    [InlineData("approvals", """{"question":{"id":"x"},"decision":"once"}""")]
    [InlineData("approvals", """{"question":{},"decision":"perhaps"}""")]
    public async Task Post_WhatCannotBeRead_IsRefusedAndTheGatewayGoesOn(string what, string body)
    {
        await StartAsync();
        using var http = Connect();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(home.Path, "gateway.token"))).Trim());
        home.Model.Says = "Hi.";
        await home.RunAsync("first");
        using var response = await http.PostAsync($"/api/sessions/cli:default:main/{what}", new StringContent(body));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.NotEmpty(error.RootElement.GetProperty("message").GetString()!);
        Assert.Equal("live", await http.GetStringAsync("/health/live"));
        home.Model.Says = "Still here.";
        Assert.Equal("Still here.\n", (await home.RunAsync("hello")).Output);
    }

    private HttpClient Connect() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://lurkbot/") };

    private Task<Process> StartAsync(params (string Name, string Value)[] variables) => home.StartGatewayAsync(variables);
}
