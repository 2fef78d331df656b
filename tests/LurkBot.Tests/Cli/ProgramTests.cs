using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Import;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>The program as a person starts it: a process, a new home, no keys.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Chat_AcrossProcesses_RemembersWhatWasSaid()
    {
        Assert.Equal(0, (await RunAsync("chat", "The garage code is 4711")).Code);
        var (code, output, _) = await RunAsync("chat", "--output", "json", "What is the garage code?");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Contains("4711", json.RootElement.GetProperty("reply").GetString(), StringComparison.Ordinal);
        Assert.Contains("cli:default:main    - 4 messages, last active just now", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ProviderDownWithAFallback_TheOtherModelAnswersAndSaysSo()
    {
        (string, string)[] variables = [("LURKBOT_OPENAI_API_KEY", "k"), ("LURKBOT_OPENAI_BASE_URL", "http://127.0.0.1:9/v1"), ("LURKBOT_FALLBACK_MODELS", "claude-x, offline")];
        var (code, output, error) = await RunAsync(["chat", "--model", "gpt-4o", "--output", "json", "The code is 4711"], variables);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("offline", json.RootElement.GetProperty("model").GetString());
        Assert.Contains("claude-x cannot stand in", error, StringComparison.Ordinal);
        Assert.Contains("gpt-4o could not answer (it cannot be reached); offline answers instead.", error, StringComparison.Ordinal);
        Assert.Contains("offline answers instead", (await RunAsync("sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggest_NameThatTurnsTheTerminalsText_IsNotOffered()
    {
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        foreach (var name in (string[])["plain", "turned\u202eaway"])
            await (await store.OpenOrCreateAsync(SessionKey.Parse($"cli:{name}:main"), default)).DisposeAsync();
        var (code, output, _) = await RunAsync("[suggest:22]", "lurkbot sessions show ");
        Assert.Equal(0, code);
        Assert.Contains("cli:plain:main", output.Split('\n'));
        Assert.DoesNotContain("turned", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionsClear_ThenUndo_BringsTheMessagesBack()
    {
        await RunAsync("chat", "hello there");
        Assert.Contains("sessions undo", (await RunAsync("sessions", "clear", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "clear", "cli:default:main", "--yes")).Code);
        await RunAsync("sessions", "undo", "cli:default:main");
        Assert.Contains("the session has 2 messages now", (await RunAsync("sessions", "undo", "cli:default:main")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionsUndo_AfterATurn_TakesItBack()
    {
        await RunAsync("chat", "The code is 4711");
        await RunAsync("chat", "The code is 1234");
        Assert.Contains("began with “The code is 1234”", (await RunAsync("sessions", "undo", "cli:default:main")).Output, StringComparison.Ordinal);
        var (_, answer, _) = await RunAsync("chat", "What is the code?");
        Assert.Contains("4711", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionsCommands_OverASessionsLife_EachSaysHowToGoBack()
    {
        await RunAsync("chat", "The code is 4711");
        Assert.Contains("sessions restore cli:default:main", (await RunAsync("sessions", "archive", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Contains("Archived Sessions:\n  cli:default:main    - 2 messages", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("4711", (await RunAsync("sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Contains("4711", (await RunAsync("chat", "What is the code?")).Output, StringComparison.Ordinal);
        var log = (await RunAsync("sessions", "log", "cli:default:main")).Output.TrimEnd().Split('\n');
        Assert.Equal(5, log.Length);
        Assert.EndsWith($"active, by {Environment.UserName}: a message", log[0], StringComparison.Ordinal);
        Assert.EndsWith("archived, by owner: lurkbot sessions archive", log[3], StringComparison.Ordinal);
        Assert.EndsWith("active, by lurkbot: a message came", log[4], StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("sessions", "fork", "cli:default:main", "--at", "2", "--as", "try")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "rename", "cli:try:main", "idea")).Code);
        Assert.Contains("cli:idea:main       - 2 messages", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("sessions", "delete", "cli:idea:main")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "delete", "cli:idea:main", "--yes")).Code);
        Assert.Equal(3, (await RunAsync("sessions", "show", "cli:idea:main")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "restore", "cli:idea:main")).Code);
        Assert.Equal(3, (await RunAsync("sessions", "restore", "cli:never:main")).Code);
        Assert.Equal("2 sound, 0 damaged.\n", (await RunAsync("sessions", "verify")).Output);
        Assert.Equal("Nothing to do.\n", (await RunAsync("sessions", "sweep")).Output);
        var swept = (await RunAsync(["sessions", "sweep", "--dry-run"], ("LURKBOT_SESSION_MAX_DISK", "1k"))).Output;
        Assert.Equal(swept, (await RunAsync(["sessions", "sweep"], ("LURKBOT_SESSION_MAX_DISK", "1k"))).Output);
        Assert.Contains("archived (sessions take more than 1024 bytes)", swept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionsImport_FolderOfOtherPrograms_DryRunSaysWhatARealRunDoesThenTheChatGoesOn()
    {
        using var files = new TemporaryFolder();
        var transcript = new ClaudeCodeTranscript().User("u1", "The code is 4711 \u001b[31m").Assistant("a1", "m1", ClaudeCodeTranscript.Text("Noted."));
        await File.WriteAllTextAsync(Path.Combine(files.Path, "s-1.jsonl"), transcript.ToString());
        await File.WriteAllTextAsync(Path.Combine(files.Path, "conversations.json"), ChatGptExport.File(new ChatGptExport(title: "A \u001b title").Text("u", "user", "hi"))[..^1]);
        await File.WriteAllTextAsync(Path.Combine(files.Path, "notes.txt"), "hello");
        var dry = await RunAsync("sessions", "import", files.Path, "--dry-run");
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
        var real = await RunAsync("sessions", "import", files.Path);
        Assert.Equal((1, 1), (dry.Code, real.Code));
        Assert.Equal(dry.Output, real.Output);
        Assert.Contains("new       claude-code:s-1:main  2 entries", real.Output, StringComparison.Ordinal);
        Assert.Contains("2 new, 0 extended, 0 there already, 0 left as they are, 1 failed; files without a conversation: 1.", real.Output, StringComparison.Ordinal);
        Assert.Contains("conversations.json: The end of the file is missing", real.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', real.Output + real.Error);
        Assert.Contains("4711", (await RunAsync("chat", "--session", "claude-code:s-1:main", "What is the code?")).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await RunAsync("sessions", "import", Path.Combine(files.Path, "s-1.jsonl"), "--json")).Output);
        Assert.Equal("there", json.RootElement.GetProperty("steps")[0].GetProperty("result").GetString());
        Assert.Contains("claude-code:s-1:main    - 4 messages, last active just now", (await RunAsync("sessions", "list", "--channel", "claude-code")).Output, StringComparison.Ordinal);
        Assert.Contains("Idle Sessions:", (await RunAsync("sessions", "list", "--channel", "chatgpt")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("sessions", "import", files.Path, "--format", "word")).Code);
    }

    [Fact]
    public async Task SessionsRepair_DamagedFile_SavesWhatCanBeReadAndKeepsTheRest()
    {
        await RunAsync("chat", "The code is 4711");
        await RunAsync("chat", "--session", "other", "hello");
        var path = Path.Combine(home.Path, "sessions", "cli_default_main.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"created_at\"", "created_at", StringComparison.Ordinal));
        Assert.Contains("cli:other:main", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("sessions", "verify")).Code);
        Assert.Contains("cli:default:main: 2 entries saved", (await RunAsync("sessions", "repair")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "verify")).Code);
        Assert.Contains("4711", (await RunAsync("chat", "What is the code?")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionsShow_WrongKey_SuggestsTheNearest()
    {
        await RunAsync("chat", "hello there");
        var (code, _, error) = await RunAsync("sessions", "show", "cli:defualt:main");
        Assert.Equal(3, code);
        Assert.Contains("Did you mean cli:default:main?", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions lst", "Did you mean: lurkbot sessions list")]
    [InlineData("sesions list", "Did you mean: lurkbot sessions list")]
    [InlineData("chat --sesion x y", "Did you mean: lurkbot chat --session x y")]
    [InlineData("sessions export", "See: lurkbot sessions export --help")]
    public async Task CommandLine_Wrong_SaysWhatWasMeant(string line, string hint)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_InBash_CompletesWholeKeys()
    {
        await RunAsync("chat", "--session", "work", "hello there");
        await RunAsync("chat", "--session", "w $(touch pwned)`touch pwned`", "hello there");
        var (_, script, _) = await RunAsync("completion", "bash");
        using var process = ChildProcess.Start("bash", ["-c", $$"""
            lurkbot() { dotnet '{{ChildProcess.LurkBot}}' "$@"; }
            {{script}}
            COMP_LINE='lurkbot sessions show cli:w'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(lurkbot sessions show cli:w); COMP_CWORD=3
            _lurkbot; printf '%s\n' "${COMPREPLY[@]}"
            """], ("LURKBOT_HOME", home.Path));
        Assert.Equal(["cli:w\\ \\$\\(touch\\ pwned\\)\\`touch\\ pwned\\`:main", "cli:work:main"], (await process.FinishAsync()).Output.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
        Assert.False(File.Exists("pwned"));
    }

    [Fact]
    public async Task SessionsShow_Json_IsTheEntriesOfTheFile()
    {
        await RunAsync("chat", "hello there");
        using var json = JsonDocument.Parse((await RunAsync("sessions", "show", "cli:default:main", "--json")).Output);
        Assert.Equal(["user", "assistant"], json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Chat_ModelForANameOfTwoSessions_IsReportedNotGuessed()
    {
        await RunAsync("chat", "--session", "a-b", "hello");
        await RunAsync("chat", "--session", "a.b", "hello");
        var (code, output, error) = await RunAsync(["chat", "--session", "a-b", "--output", "json", "hello"], ("LURKBOT_SESSION__CLI_A_B_MAIN__MODEL", "gpt-4o"));
        Assert.Equal(0, code);
        Assert.Contains("cli:a.b:main", error, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"offline\"", output, StringComparison.Ordinal);
        var (failed, _, message) = await RunAsync(["chat", "--session", "c", "hello"], ("LURKBOT_SESSION__CLI_C_MAIN__MODEL", "gpt-4o"));
        Assert.Equal(1, failed);
        Assert.Contains("LURKBOT_OPENAI_API_KEY", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigShow_Secrets_AreMasked()
    {
        await File.WriteAllTextAsync(Path.Combine(home.Path, ".env"), "LURKBOT_OPENAI_API_KEY='sk-0123456789abcdefWXYZ'\nLURKBOT_MAX_TOKENS=5 # few\n");
        await File.WriteAllTextAsync(Path.Combine(home.Path, "config.json"), "{\"max_tokens\": 7, \"temperature\": 0.5}");
        var (_, output, _) = await RunAsync(["config", "show"], ("LURKBOT_SESSION_TIMEOUT", "60"));
        Assert.DoesNotContain("0123456789", output, StringComparison.Ordinal);
        Assert.Matches("LURKBOT_OPENAI_API_KEY +••••WXYZ +\\[.env\\]", output);
        Assert.Matches("LURKBOT_MAX_TOKENS +5 +\\[.env\\]", output);
        Assert.Matches("LURKBOT_TEMPERATURE +0.5 +\\[config.json\\]", output);
        Assert.Matches("LURKBOT_SESSION_TIMEOUT +60 +\\[environment\\]", output);
    }

    [Fact]
    public async Task Chat_PersistenceOff_WritesNothing()
    {
        await RunAsync(["chat", "a secret word"], ("LURKBOT_SESSION_PERSISTENCE", "false"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
    }

    [Fact]
    public async Task ConfigValidate_WrongValues_ReportsAllAndDidYouMean()
    {
        var (code, _, error) = await RunAsync(["config", "validate"], ("LURKBOT_MAX_TOKENS", "many"), ("LURKBOT_TEMPERATURE", "9"), ("LURKBOT_SESION_TIMEOUT", "1"), ("LURKBOT_SESSION_WORKSPACE", Path.Combine(home.Path, "sessions")));
        Assert.Equal(2, code);
        Assert.Contains("LURKBOT_SESSION_WORKSPACE is not accepted: The folder", error, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_MAX_TOKENS=many", error, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_TEMPERATURE=9", error, StringComparison.Ordinal);
        Assert.Contains("Did you mean LURKBOT_SESSION_TIMEOUT?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant01_KilledInMidReply_MessageIsKeptAndTheNextTurnWorks()
    {
        const string Chunk = """
            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Half "},"finish_reason":null}]}


            """;
        using var server = new LoopbackServer((_, _) => (200, "text/event-stream", Chunk)) { Hangs = true };
        using (var process = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, "chat", "--model", "openai/m", "Remember the milk"],
            ("LURKBOT_HOME", home.Path),
            ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1")))
        {
            var shown = new char[5];
            await process.StandardOutput.ReadBlockAsync(shown);
            Assert.Equal("Half ", new string(shown));
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.Contains("milk", (await RunAsync("chat", "What should I remember?")).Output, StringComparison.Ordinal);
        var shownHistory = (await RunAsync("sessions", "show", "cli:default:main")).Output;
        Assert.Contains("Remember the milk", shownHistory, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_OPENAI_API_KEY", shownHistory, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_SessionIsBusy_SaysByWhomAndLosesNothing()
    {
        const string Chunk = """
            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Half "},"finish_reason":null}]}


            """;
        using var server = new LoopbackServer((_, _) => (200, "text/event-stream", Chunk)) { Hangs = true };
        using var first = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, "chat", "--model", "openai/m", "Remember the milk"],
            ("LURKBOT_HOME", home.Path),
            ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"));
        await first.StandardOutput.ReadBlockAsync(new char[5]);

        var (code, _, error) = await RunAsync("chat", "--model", "offline", "--no-wait", "Me too");
        Assert.Equal(4, code);
        Assert.Contains($"{Environment.UserName} (process {first.Id}), since ", error, StringComparison.Ordinal);
        Assert.Equal(4, (await RunAsync(["chat", "--model", "offline", "Withdrawn"], ("LURKBOT_SESSION_LOCK_TIMEOUT", "0"))).Code);
        var free = await RunAsync(["chat", "--model", "offline", "Unlocked"], ("LURKBOT_SESSION_LOCKING", "false"));
        Assert.Equal(0, free.Code);

        using var waiting = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, "chat", "--model", "offline", "What should I remember?"],
            ("LURKBOT_HOME", home.Path));
        Assert.Contains($"Waiting for {Environment.UserName} (process {first.Id})", await waiting.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        first.Kill();
        Assert.Contains("milk", (await waiting.FinishAsync()).Output, StringComparison.Ordinal);
        var shown = (await RunAsync("sessions", "show", "cli:default:main")).Output;
        Assert.DoesNotContain("Me too", shown, StringComparison.Ordinal);
        Assert.Contains("Unlocked", shown, StringComparison.Ordinal);
        Assert.Contains("Cancelled: the session was busy.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_PipedInputAndControlCharacters_NothingRawComesOut()
    {
        using var process = ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, "chat"], ("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"));
        await process.StandardInput.WriteAsync("the \u001b[31mred\u202e code");
        Assert.Equal(0, (await process.FinishAsync()).Code);
        var (_, output, _) = await RunAsync("chat", "what code?");
        Assert.Contains("red", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        using var process = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, .. arguments],
            [("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"), .. variables]);
        return await process.FinishAsync();
    }
}
