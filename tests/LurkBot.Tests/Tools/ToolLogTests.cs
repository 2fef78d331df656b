using System.Text.Json;
using LurkBot.Configuration;
using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Tools;

public sealed class ToolLogTests : IDisposable
{
    private const string Said = "the code of the garage door is 4711, keep it for me";

    private readonly TemporaryFolder home = new();
    private readonly FileSessionStore store;
    private readonly ToolLog log;

    public ToolLogTests()
    {
        store = new FileSessionStore(home.Path, TimeProvider.System);
        log = new ToolLog(home.Path, ["very-secret-value"]);
    }

    private string Newest => Path.Combine(home.Path, "logs", "tools.jsonl");

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Append_Call_IsOneLineWithoutSecrets()
    {
        await using var session = await OpenAsync("cli:a:main");
        var arguments = new AIFunctionArguments(StringComparer.Ordinal) { ["command"] = "curl -H 'Authorization: Bearer abcdefghijklmnopqrstuvwxyz' very-secret-value\nls", ["api_key"] = "x1", ["n"] = JsonDocument.Parse("7").RootElement.Clone() };
        log.Append(new ToolCallRecord(DateTimeOffset.UnixEpoch, session.Info.Key, session.Info.Id, 3, "owner", "bash", "error")
        {
            Arguments = arguments,
            Error = "token=abcdefgh12345678",
            Backend = "bubblewrap",
            ExitCode = 3,
            PeakMemory = 1024,
            Duration = TimeSpan.FromMilliseconds(12.34),
        });
        var text = await File.ReadAllTextAsync(Newest);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
        foreach (var secret in (string[])["very-secret-value", "abcdefgh", "\"x1\""])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        var line = Assert.Single(log.Read());
        Assert.Equal(("cli:a:main", 3L, "owner", "bash", "bubblewrap", "error", 3, 12.3, 1024L, "7"),
            (line.GetProperty("session").GetString(), line.GetProperty("turn").GetInt64(), line.GetProperty("sender").GetString(), line.GetProperty("tool").GetString(), line.GetProperty("backend").GetString(), line.GetProperty("outcome").GetString(), line.GetProperty("exit_code").GetInt32(), line.GetProperty("milliseconds").GetDouble(), line.GetProperty("peak_memory_bytes").GetInt64(), line.GetProperty("arguments").GetProperty("n").GetString()));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Newest));
    }

    [Fact]
    public async Task Append_FullFile_IsPutAsideAndTheOldestGoes()
    {
        await using var session = await OpenAsync("cli:a:main");
        var small = new ToolLog(home.Path, []) { FullAt = 1 };
        for (var turn = 1; turn <= 9; turn++)
            small.Append(Record(session, "x", turn));
        Assert.Equal([5, 6, 7, 8, 9], small.Read().Select(line => line.GetProperty("turn").GetInt32()));
        await File.AppendAllTextAsync(Newest, "{half\n\n[]\n");
        Assert.Equal(6, small.Read().Count());
    }

    [Fact]
    public async Task Append_FromManyThreadsAndObjects_LosesNoLine()
    {
        await using var session = await OpenAsync("cli:a:main");
        await Parallel.ForEachAsync(Enumerable.Range(1, 200), async (turn, _) =>
        {
            await Task.Yield();
            new ToolLog(home.Path, []).Append(Record(session, "x", turn));
        });
        Assert.Equal(Enumerable.Range(1, 200), log.Read().Select(line => line.GetProperty("turn").GetInt32()).Order());
    }

    [Fact]
    public async Task Audited_EveryEnding_IsRecorded()
    {
        await using var session = await OpenAsync("cli:a:main");
        await session.AppendAsync([new UserEntry { Content = "go", Turn = 0 }], default);
        foreach (var body in (Func<string>[])[() => "fine", () => throw new IOException("broken"), () => throw new OperationCanceledException()])
        {
            var audited = new AuditedFunction(AIFunctionFactory.Create(body, "answer"), log, session, 1, "u1", isSandboxed: false, TimeProvider.System, _ => Assert.Fail("It can be written."));
            await Xunit.Record.ExceptionAsync(async () => await audited.InvokeAsync(new AIFunctionArguments(StringComparer.Ordinal)));
        }

        Assert.Equal(["ok", "error", "cancelled"], log.Read().Select(line => line.GetProperty("outcome").GetString()));
        Assert.All(log.Read(), line => Assert.Equal(session.Info.LastTurn, line.GetProperty("turn").GetInt64()));
        Directory.Delete(Path.Combine(home.Path, "logs"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(home.Path, "logs"), "in the way");
        string? problem = null;
        var unrecorded = new AuditedFunction(AIFunctionFactory.Create(() => "fine", "answer"), log, session, 1, "u1", isSandboxed: false, TimeProvider.System, text => problem = text);
        Assert.Equal("fine", (await unrecorded.InvokeAsync(new AIFunctionArguments(StringComparer.Ordinal)))?.ToString());
        Assert.NotNull(problem);
    }

    [Fact]
    public async Task Begin_Call_IsInTheRecordOnceHoweverItEnds()
    {
        await using var session = await OpenAsync("cli:a:main");
        var (record, other) = (Record(session, "running", 1) with { Outcome = "killed" }, new ToolLog(home.Path, []));
        var running = log.Begin(record);
        Assert.Empty(other.Read());
        log.End(running, record with { Outcome = "ok" });
        Assert.Equal("ok", Assert.Single(other.Read()).GetProperty("outcome").GetString());

        var folder = Path.Combine(home.Path, "logs", ".running");
        Directory.CreateDirectory(folder);
        async Task LeaveAsync(ToolCallRecord killed, Index end)
        {
            var line = ToolLogLine.Write(killed, new SecretRedactor([])).ToArray();
            await File.WriteAllBytesAsync(Path.Combine(folder, killed.Call + ".json"), line[..end]);
            await File.WriteAllBytesAsync(Path.Combine(folder, killed.Call + ".lock"), []);
        }

        await LeaveAsync(record, ^0);
        await LeaveAsync(Record(session, "never began", 2), ^5);
        await LeaveAsync(Record(session, "killed", 3) with { Outcome = "killed" }, ^0);
        Assert.Equal(["ok", "killed"], other.Read().Select(line => line.GetProperty("outcome").GetString()));
        Assert.Equal(2, log.Read().Count());
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Erase_Session_TakesItsCallsItsWorkspaceAndQuotesOfIt()
    {
        await using (var session = await OpenAsync("cli:a:main"))
        await using (var other = await OpenAsync("cli:b:main"))
        {
            await session.AppendAsync([new UserEntry { Content = Said, Sender = new Sender("u1", null, Trust.Full) }], default);
            log.Append(Record(session, "anything", 1));
            log.Append(Record(other, "echo " + Said, 1));
            log.Append(Record(other, "echo else", 2));
        }

        var options = new LurkBotOptions { Home = home.Path };
        foreach (var name in (string[])["cli_a_main", "cli_b_main"])
        {
            Directory.CreateDirectory(Path.Combine(home.Path, "workspaces", name, "d"));
            await File.WriteAllTextAsync(Path.Combine(home.Path, "workspaces", name, "d", "file"), Said);
        }

        var plan = await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfSession(SessionKey.Parse("cli:a:main")), new SessionChange("owner", "test"), default);
        var (calls, workspaces) = (new ToolLogErasable(log), new WorkspaceErasable(options.Home, options.Workspaces));
        Assert.Equal(["logs/tools.jsonl: 2 tool calls (bash of cli:b:main)"], calls.Look(plan));
        Assert.Equal(3, log.Read().Count());
        Assert.Equal(["logs/tools.jsonl: 2 tool calls (bash of cli:b:main)"], await calls.EraseAsync(plan, default));
        Assert.Equal(2, Assert.Single(log.Read()).GetProperty("turn").GetInt32());
        Assert.Contains("cli_a_main", Assert.Single(await workspaces.EraseAsync(plan, default)), StringComparison.Ordinal);
        Assert.Equal(["cli_b_main"], Directory.GetDirectories(Path.Combine(home.Path, "workspaces")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Erase_EntryQuotedInAFileThatHasNoName_TakesTheFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such names.");
        await using (var session = await OpenAsync("cli:a:main"))
            await session.AppendAsync([new UserEntry { Content = Said, Sender = new Sender("u1", null, Trust.Full) }], default);
        var folder = Path.Combine(home.Path, "workspaces", "cli_a_main");
        Directory.CreateDirectory(folder);
        using (var making = ChildProcess.Start("bash", ["-ec", $"cd '{folder}'; echo '{Said}' >$'f\\xff'; echo other >$'g\\xff'"]))
            Assert.Equal(0, (await making.FinishAsync()).Code);
        var workspaces = new WorkspaceErasable(home.Path, new WorkspaceOptions());
        var plan = await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfEntry(SessionKey.Parse("cli:a:main"), 1), new SessionChange("owner", "test"), default);
        Assert.Single(workspaces.Look(plan));
        Assert.Single(await workspaces.EraseAsync(plan, default));
        Assert.Empty(workspaces.Look(plan));
        Assert.Single(Directory.GetFiles(folder));
    }

    private static ToolCallRecord Record(IStoredSession session, string command, long turn) =>
        new(DateTimeOffset.UnixEpoch, session.Info.Key, session.Info.Id, turn, "owner", "bash", "ok") { Arguments = new AIFunctionArguments(StringComparer.Ordinal) { ["command"] = command }, Backend = "host" };

    private ValueTask<IStoredSession> OpenAsync(string key) => store.OpenOrCreateAsync(SessionKey.Parse(key), default);
}
