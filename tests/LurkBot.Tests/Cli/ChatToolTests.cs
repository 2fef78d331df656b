using LurkBot.Tests.Models;
using LurkBot.Tests.Sandboxes;

namespace LurkBot.Tests.Cli;

/// <summary>Tools as a person sees them in a chat.</summary>
public sealed class ChatToolTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder project = new();
    private readonly ProviderServer server = new(
        ProviderReply.Call(("c1", "bash", """{"command":"echo one >>said"}""")),
        ProviderReply.Say("First."),
        ProviderReply.Call(("c2", "bash", """{"command":"echo two >>said"}""")),
        ProviderReply.Say("Second."),
        ProviderReply.Call(("c3", "bash", """{"command":"echo three >>said"}""")),
        ProviderReply.Say("Third."));

    public void Dispose()
    {
        server.Dispose();
        project.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Clear_WhileAQuestionWaits_IsSaidEverywhereAndTheYesIsTooLate()
    {
        using var terminal = new PseudoTerminal($"chat --plain --model openai/m --workspace '{project.Path}'", Variables);
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("go\r");
        await terminal.SeeAsync("then Enter.");
        Assert.Contains("A question waits: may bash run echo one >>said?", (await RunAsync("sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Contains("(bash waits for approval: echo one >>said)", (await RunAsync("sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.EndsWith(", a question waits\n", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("An open question was cancelled.", (await RunAsync("sessions", "clear", "cli:default:main", "--yes")).Output, StringComparison.Ordinal);
        await terminal.TypeAsync("o\r");
        await terminal.SeeAsync("Your answer came too late: the session was cleared");
        await terminal.SeeAsync("Cancelled: the session was cleared.");
        await terminal.TypeAsync("/exit\r");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.DoesNotContain("Allowed once.", terminal.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("a message that waited", terminal.Seen, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(project.Path, "said")));
        Assert.DoesNotContain("question waits", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_OnATerminal_ShowsCallsAndAsksBeforeTheyRun()
    {
        using (var terminal = new PseudoTerminal($"chat --model openai/m --workspace '{project.Path}'", Variables))
        {
            await terminal.SeeAsync("\e[?2004h");
            await terminal.TypeAsync("/tools\r");
            await terminal.SeeAsync($"Tools work on this machine, in {project.Path}");
            await terminal.SeeAsync("asks first (LURKBOT_TOOL_ASK)");
            await terminal.TypeAsync("go\r");
            await terminal.SeeAsync("  echo one >>said");
            await terminal.SeeAsync("then Enter.");
            await terminal.TypeAsync("x\rn\r");
            await terminal.SeeAsync("Answer with o, s, a or n");
            await terminal.SeeAsync("Not allowed: bash did not run.");
            await terminal.SeeAsync("First.");
            Assert.DoesNotContain("✗", terminal.Seen, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(project.Path, "said")));
            await terminal.TypeAsync("go\r");
            await terminal.SeeAsync("then Enter.");
            await terminal.TypeAsync("a\r");
            await terminal.SeeAsync("Allowed always here");
            await terminal.SeeAsync("Second.");
            await terminal.TypeAsync("\u0004");
            Assert.Equal(0, await terminal.ExitCodeAsync());
            Assert.DoesNotContain("a message that waited", terminal.Seen, StringComparison.Ordinal);
        }

        // What was approved always is exactly that command.
        var (code, output, error) = await RunAsync("chat", "--model", "openai/m", "--workspace", project.Path, "go");
        Assert.Equal((0, "Third.\n"), (code, output));
        Assert.StartsWith("[Using bash tool]\n  echo three >>said\n  ✗ bash failed\n  │ Error: ", error, StringComparison.Ordinal);
        Assert.Equal("two\n", await File.ReadAllTextAsync(Path.Combine(project.Path, "said")));
        Assert.Contains("always allowed in cli:default:main: echo two >>said", (await RunAsync("tools", "list")).Output, StringComparison.Ordinal);
        Assert.Equal("bash asks again in cli:default:main: echo two >>said.\n", (await RunAsync("tools", "revoke", "bash")).Output);
        Assert.DoesNotContain("always allowed", (await RunAsync("tools", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_NobodyToAsk_IsANo()
    {
        var (code, output, _) = await RunAsync("chat", "--model", "openai/m", "go");
        Assert.Equal((0, "First.\n"), (code, output));
        Assert.Contains("only when they are asked in a terminal", await File.ReadAllTextAsync(Path.Combine(home.Path, "sessions", "cli_default_main.json")), StringComparison.Ordinal);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Chat_Group_RunsInItsSandboxWithoutAsking()
    {
        Assert.Equal("First.\n", (await RunAsync("chat", "--model", "openai/m", "--session", "cli:g:group", "go")).Output);
        Assert.Equal("one\n", await File.ReadAllTextAsync(Path.Combine(home.Path, "workspaces", "cli_g_group", "said")));
        Assert.Equal(2, (await RunAsync("chat", "--model", "openai/m", "--session", "cli:g:group", "--workspace", project.Path, "go")).Code);
    }

    [Fact]
    public async Task Chat_OwnersShellSettings_ReachTheCommandAlone()
    {
        var start = Path.Combine(project.Path, "start");
        await File.WriteAllTextAsync(start, "echo begun >>begun; cat\n");
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "--workspace", project.Path, "go"], [.. Variables, ("LURKBOT_TOOL_ASK", "none"), ("BASH_ENV", start), ("SHELLOPTS", "errexit:xtrace")]);
        Assert.Equal((0, "First.\n", "[Using bash tool]\n  echo one >>said\n  │ [no output]\n"), await process.FinishAsync());
        Assert.Equal(("begun\n", "one\n"), (await File.ReadAllTextAsync(Path.Combine(project.Path, "begun")), await File.ReadAllTextAsync(Path.Combine(project.Path, "said"))));
        Assert.Contains("[no output]", await File.ReadAllTextAsync(Path.Combine(home.Path, "sessions", "cli_default_main.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_WorkspaceWithoutAName_IsRefused()
    {
        var (code, _, error) = await RunAsync("chat", "--workspace", "", "go");
        Assert.Equal((2, "lurkbot: --workspace names no folder. Give one, such as --workspace .\n"), (code, error));
    }

    [Fact]
    public async Task Chat_DeniedTool_IsNotOffered()
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "go"], [.. Variables, ("LURKBOT_DISABLED_TOOLS", "bash")]);
        Assert.Equal(0, (await process.FinishAsync()).Code);
        Assert.DoesNotContain("\"bash\"", server.Bodies[0], StringComparison.Ordinal);
        Assert.Contains("\"grep\"", server.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ModelThatCannotUseTools_IsAskedWithoutThem()
    {
        using var old = new ProviderServer(ProviderReply.Error(400, "registry.ollama.ai/library/m does not support tools"), ProviderReply.Say("Plain."));
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "go"], [.. Variables, ("LURKBOT_OPENAI_BASE_URL", old.Options.OpenAIBaseUrl!.ToString())]);
        Assert.Equal((0, "Plain.\n", "The model cannot use tools; it was asked again without them.\n"), await process.FinishAsync());
        Assert.Contains("\"tools\":", old.Bodies[0], StringComparison.Ordinal);
        Assert.DoesNotContain("\"tools\":", old.Bodies[1], StringComparison.Ordinal);
    }

    private (string Name, string Value)[] Variables => [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_OPENAI_API_KEY", "k")];

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], Variables);
        return await process.FinishAsync();
    }
}
