using System.Text.Json;
using LurkBot.Tests.Models;
using LurkBot.Tests.Sandboxes;

namespace LurkBot.Tests.Cli;

/// <summary><c>lurkbot sessions explain</c> and <c>sessions tools</c>.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Explain_OwnersSession_NamesEveryRuleAndSource()
    {
        var (code, output, _) = await RunAsync([("LURKBOT_DISABLED_TOOLS", "grep"), ("LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "read,bash,grep"), ("LURKBOT_BUDGET_SESSION_TOKENS", "1000")], "sessions", "explain", "cli:default:main", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(("main", "full", false, "offline"), (root.GetProperty("type").GetString(), root.GetProperty("trust").GetString(), root.GetProperty("exists").GetBoolean(), root.GetProperty("model").GetString()));
        Assert.Equal(
            ["read True False LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "write False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "edit False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "glob False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "grep False False LURKBOT_DISABLED_TOOLS", "bash True True LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "web_fetch False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "send_file False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "schedule False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS",
                .. LurkBot.Tools.TurnFacts.Tools.Concat(LurkBot.Tools.TurnExchange.Tools).Append(LurkBot.Tools.TurnSubagents.Tool).Select(tool => $"{tool} False False not in LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS")],
            root.GetProperty("tools").EnumerateArray().Select(tool => $"{tool.GetProperty("name")} {tool.GetProperty("allowed").GetBoolean()} {tool.GetProperty("asks").GetBoolean()} {tool.GetProperty("rule")}"));
        Assert.False(root.GetProperty("sandbox").GetProperty("required").GetBoolean());
        Assert.Equal(Path.Combine(home.Path, "workspaces", "cli_default_main"), root.GetProperty("workspace").GetString());
        Assert.Contains(root.GetProperty("context").EnumerateArray(), setting => setting.GetProperty("name").ValueEquals("LURKBOT_MAX_CONTEXT_TOKENS"));
        Assert.Equal("LURKBOT_BUDGET_SESSION_TOKENS", root.GetProperty("budgets")[0].GetProperty("setting").GetString());
        Assert.Equal(("all", "LURKBOT_VISIBILITY_MAIN"), (root.GetProperty("visibility").GetString(), root.GetProperty("visibility_setting").GetString()));
        Assert.Equal(2, (await RunAsync([], "sessions", "explain", "nonsense")).Code);
    }

    [Fact]
    public async Task Explain_SaysWhichSessionsItSees_AndWhere()
    {
        (string, string)[] variables = [("LURKBOT_SESSION__TELEGRAM_2_DM__VISIBILITY", "self"), ("LURKBOT_VISIBILITY_GROUP", "tree")];
        async Task<string> ExplainAsync(string session, params (string, string)[] more) => string.Join('\n', (await RunAsync([.. variables, .. more], "sessions", "explain", session)).Output.Split('\n').Where(line => line.StartsWith("reads", StringComparison.Ordinal) || line.StartsWith("sends", StringComparison.Ordinal)));
        Assert.Equal("reads       itself alone (LURKBOT_SESSION__TELEGRAM_2_DM__VISIBILITY=self)\nsends to    no other session", await ExplainAsync("telegram:2:dm"));
        Assert.Equal(
            "reads       itself, the session that started it, those it started, and direct chats in which the same person is the only one (LURKBOT_VISIBILITY_DM=person)\n"
            + "sends to    each of them but your own direct chats and terminal sessions, which are read only",
            await ExplainAsync("telegram:3:dm"));
        Assert.Equal(
            "reads       itself, the session that started it, and those it started (LURKBOT_VISIBILITY_GROUP=tree)\n"
            + "sends to    groups and threads among them; direct chats and terminal sessions are read only",
            await ExplainAsync("telegram:-3:group"));
        Assert.Equal("reads       all sessions (LURKBOT_VISIBILITY_MAIN=all)\nsends to    each of them", await ExplainAsync("cli:default:main"));
        Assert.Equal(
            "reads       all sessions (LURKBOT_VISIBILITY_MAIN=all)\nsends to    no other session: sessions_send is off, so what it reads is read only",
            await ExplainAsync("cli:default:main", ("LURKBOT_DISABLED_TOOLS", "sessions_send")));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Explain_Group_TriesTheSandbox()
    {
        var (code, output, _) = await RunAsync([], "sessions", "explain", "telegram:-1:group");
        Assert.Equal(0, code);
        Assert.Contains("bubblewrap, seen to hold (LURKBOT_GROUP_SANDBOX, default)", output, StringComparison.Ordinal);
        Assert.Contains("yes bash", output, StringComparison.Ordinal);
        var refused = (await RunAsync([("LURKBOT_SANDBOX_BACKEND", "docker"), ("LURKBOT_SANDBOX_IMAGE", "none"), ("DOCKER_HOST", "unix:///nowhere")], "sessions", "explain", "telegram:-1:group")).Output;
        Assert.DoesNotContain("yes bash", refused, StringComparison.Ordinal);
        Assert.Contains("no sandbox: ", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_ToolsOfANameThatTwoSessionsHave_AreTakenFromBoth()
    {
        foreach (var session in (string[])["cli:a-b:main", "cli:a.b:main"])
            Assert.Equal(0, (await RunAsync([], "chat", "--session", session, "hello")).Code);
        var (_, output, error) = await RunAsync([("LURKBOT_SESSION__CLI_A_B_MAIN__TOOLS", "none"), ("LURKBOT_SESSION__CLI_A_B_MAIN__MODEL", "openai/m")], "sessions", "explain", "cli:a.b:main");
        Assert.DoesNotContain("yes ", output, StringComparison.Ordinal);
        Assert.Contains("__TOOLS could mean cli:a.b:main or cli:a-b:main, so it is used for each of them.", error, StringComparison.Ordinal);
        Assert.Contains("__MODEL could mean cli:a.b:main or cli:a-b:main, so it is not used.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_Session_ShowsItsCalls()
    {
        using var server = new ProviderServer(ProviderReply.Call(("c1", "write", """{"path":"a\u001b[31m","content":"x"}"""), ("c2", "glob", """{"pattern":"*"}""")), ProviderReply.Say("Done."));
        (string, string)[] variables = [("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_OPENAI_API_KEY", "k"), ("LURKBOT_TOOL_ASK", "none")];
        Assert.Equal(0, (await RunAsync(variables, "chat", "--model", "openai/m", "go")).Code);
        var (code, output, _) = await RunAsync([], "sessions", "tools", "cli:default:main");
        Assert.Equal(0, code);
        Assert.Matches(@"owner  write a.*\(1 characters\)  \[workspace: ok, .* ms\]\n.*owner  glob \*  \[workspace: ok", output);
        Assert.DoesNotContain('\e', output);
        using var json = JsonDocument.Parse((await RunAsync([], "sessions", "tools", "cli:default:main", "--json", "--last", "1")).Output);
        Assert.Equal("glob", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("tool").GetString());
        Assert.Equal(0, (await RunAsync([], "sessions", "erase", "cli:default:main", "--yes")).Code);
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(home.Path, "logs", "tools.jsonl")));
        Assert.Empty(Directory.GetDirectories(Path.Combine(home.Path, "workspaces")));
    }

    [Fact]
    public async Task Tools_CallsThatNeverRan_AreRecordedWithTheRule()
    {
        using var server = new ProviderServer(ProviderReply.Call(("c1", "web_fetch", """{"url":"http://example.org/?token=abcdefgh12345678"}"""), ("c2", "sudo\u001b[31m", "{}"), ("c3", "write", """{"path":"half""")), ProviderReply.Say("Done."));
        (string, string)[] variables = [("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_OPENAI_API_KEY", "k"), ("LURKBOT_DISABLED_TOOLS", "web_fetch")];
        Assert.Equal(0, (await RunAsync(variables, "chat", "--model", "openai/m", "go")).Code);
        foreach (var told in (string[])["web_fetch may not be used here: LURKBOT_DISABLED_TOOLS.", "There is no tool of that name; there are read, write", "The arguments of the call are not a JSON object"])
            Assert.Contains(told, server.Bodies[1], StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await RunAsync([], "sessions", "tools", "cli:default:main", "--json")).Output);
        Assert.Equal(
            [("web_fetch", "none", "refused", "web_fetch may not be used here: LURKBOT_DISABLED_TOOLS."), ("sudo\u001b[31m", "none", "refused", "There is no such tool.")],
            json.RootElement.EnumerateArray().Take(2).Select(line => (line.GetProperty("tool").GetString(), line.GetProperty("backend").GetString(), line.GetProperty("outcome").GetString(), line.GetProperty("error").GetString())));
        Assert.Equal(("write", "error"), (json.RootElement[2].GetProperty("tool").GetString(), json.RootElement[2].GetProperty("outcome").GetString()));
        Assert.DoesNotContain("abcdefgh12345678", json.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_WorkspaceThatCannotGo_LeavesTheSessionToBeErasedAgain()
    {
        Assert.Equal(0, (await RunAsync([], "chat", "hello")).Code);
        var file = Path.Combine(home.Path, "workspaces", "cli_default_main", "file");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "x");
        Assert.SkipUnless(OperatingSystem.IsLinux() && await ChangeAsync("+i"), "No file can be held fast here.");
        var (code, _, error) = await RunAsync([], "sessions", "erase", "cli:default:main", "--yes");
        Assert.True(await ChangeAsync("-i"));
        Assert.Equal(1, code);
        Assert.Contains($"{file}: Operation not permitted", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync([], "sessions", "erase", "cli:default:main", "--yes")).Code);
        Assert.False(Directory.Exists(Path.GetDirectoryName(file)));

        async Task<bool> ChangeAsync(string change)
        {
            using var changing = ChildProcess.Start("chattr", [change, file]);
            return (await changing.FinishAsync()).Code == 0;
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync((string Name, string Value)[] variables, params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:1"), .. variables]);
        return await process.FinishAsync();
    }
}
