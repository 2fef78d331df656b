using LurkBot.Cli.Chat;
using LurkBot.Cli.Terminal;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Models;
using LurkBot.Turns;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Cli;

/// <summary>What a person at a terminal is told while something happens, and after it.</summary>
public sealed class ChatFeedbackTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder project = new();

    public void Dispose()
    {
        project.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_ToolFails_ItsOutputAndExitCodeAreShown()
    {
        using var server = new ProviderServer(ProviderReply.Call(("c1", "bash", """{"command":"seq 1 20; exit 3"}"""), ("c2", "read", """{"path":"none.txt"}""")), ProviderReply.Say("Done."));
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--workspace", project.Path, "go"], [.. Variables(server), ("LURKBOT_TOOL_ASK", "none")]);
        var (code, output, error) = await process.FinishAsync();
        Assert.Equal((0, "Done.\n"), (code, output));
        Assert.Contains("  │ 1\n  │ 2\n  │ 3\n  │ … 15 more lines …\n  │ 19\n  │ 20\n  │ [exit code 3]\n", error, StringComparison.Ordinal);
        Assert.Contains("  ✗ read failed\n  │ ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_AllowedAlways_TheCommandThatTakesItBackWorks()
    {
        using var server = new ProviderServer(ProviderReply.Call(("c1", "bash", """{"command":"echo one"}""")), ProviderReply.Say("First."));
        using var terminal = new PseudoTerminal($"chat --session 'my work' --workspace '{project.Path}'", Variables(server));
        await terminal.SeeAsync("\e[?2004h");
        await terminal.TypeAsync("/sessions\r");
        await terminal.SeeAsync("cli:my work:main");
        await terminal.SeeAsync("- 0 messages");
        await terminal.TypeAsync("go\r");
        await terminal.SeeAsync("then Enter.");
        await terminal.TypeAsync("a\r");
        await terminal.SeeAsync("lurkbot tools revoke bash --session");
        await terminal.SeeAsync("'cli:my work:main'");
        await terminal.SeeAsync("First.");
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "tools", "revoke", "bash", "--session", "cli:my work:main"], Variables(server));
        Assert.Contains("bash asks again in cli:my work:main", (await process.FinishAsync()).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--plain")]
    public async Task Chat_Failure_SaysThatTheMessageIsKeptAndHowToSendItAgain(string options)
    {
        using var server = new ProviderServer(ProviderReply.Error(400, "no"), ProviderReply.Say("Well."));
        using var terminal = new PseudoTerminal($"chat {options}", Variables(server));
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("Your message is kept; /retry sends it again.");
        await terminal.TypeAsync("/retry\r");
        await terminal.SeeAsync("Well.");
    }

    [Fact]
    public async Task PlainChat_CtrlCInAReply_DoesNotCountAtThePrompt()
    {
        using var chat = new ChatHome();
        using var terminal = chat.Open();
        await terminal.TypeAsync("hello\r");
        await chat.Model.NextAsync();
        await terminal.TypeAsync("\u0003");
        await terminal.SeeAsync("(cancelled)");
        await terminal.TypeAsync("\u0003");
        await terminal.SeeAsync("Ctrl-C again or Ctrl-D leaves.");
        await terminal.TypeAsync("/status\r");
        await terminal.SeeAsync("cli:default:main");
        await terminal.TypeAsync("/exit\r");
        Assert.Equal(0, await terminal.ExitCodeAsync());
    }

    [Fact]
    public void ReplyView_WhileAToolRuns_SaysWhich()
    {
        var (output, time) = (new StringWriter(), new FakeTimeProvider());
        using var view = new ReplyView(new MarkdownRenderer(), output, () => new TerminalSize(80, 24), color: false, time);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("Waiting for the model, 2 s.", output.ToString(), StringComparison.Ordinal);
        view.Run("bash");
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Contains("Running bash, 3 s.", output.ToString(), StringComparison.Ordinal);
        view.Run(null);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.EndsWith("Waiting for the model, 1 s. Ctrl-C cancels.\e[K", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TurnView_ToolEnds_TellsItsOutput()
    {
        var (notes, tools) = (new List<string>(), new List<string?>());
        var view = new TurnView(SessionKey.Parse("cli:p:main"), new ReplySink(null, notes.Add, OnTool: tools.Add, IsChat: true), own: null, new HashSet<long>(), _ => { });
        view.Show(new TurnUpdate.ToolStarted("bash", "make"));
        view.Show(new TurnUpdate.ToolEnded("bash", Failed: true) { Output = "Error: no" });
        Assert.Equal(["[Using bash tool]", "  make", "  ✗ bash failed", "  │ Error: no"], notes);
        Assert.Equal(["bash", null], tools);
        Assert.Equal("Allowed always here. Take it back with: lurkbot tools revoke bash --session 'cli:it'\\''s:main'", ToolPrompt.Describe(ApprovalOutcome.Stored, ApprovalDecision.Always, "bash", SessionKey.Parse("cli:it's:main")));
    }

    private (string Name, string Value)[] Variables(ProviderServer server) =>
        [("LURKBOT_HOME", home.Path), ("LURKBOT_DEFAULT_MODEL", "openai/m"), ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_OPENAI_API_KEY", "k")];
}
