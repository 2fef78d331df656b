using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Cli;

/// <summary>What the program does to the disk, and what the disk can do to it.</summary>
public sealed class DurabilityTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:default:main");
    private readonly TemporaryFolder home = new();

    private string Document => Path.Combine(home.Path, "sessions", "cli_default_main.json");

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("step", 2)]
    [InlineData("turn", 2)]
    [InlineData("off", 0)]
    public async Task Sync_EachSetting_AsksTheDiskAsOftenAsItSays(string setting, int syncs)
    {
        Assert.Equal(0, (await RunAsync("chat", "hello")).Code);
        var trace = Path.Combine(home.Path, "trace");
        string[] recorded = ["-f", "-qq", "-P", Document, "-e", "trace=fdatasync,fsync", "-o", trace, "dotnet", ChildProcess.LurkBot, "chat", "hello again"];
        using var process = ChildProcess.Start("strace", recorded, ("LURKBOT_HOME", home.Path), ("LURKBOT_SESSION_SYNC", setting));
        Assert.Equal(0, (await process.FinishAsync()).Code);
        Assert.Equal(syncs, (await File.ReadAllLinesAsync(trace)).Count(line => line.Contains("sync(", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadOnlyHome_Chat_SaysSoAndEverythingCanStillBeRead()
    {
        Assert.Equal(0, (await RunAsync("chat", "The code is 4711")).Code);
        var before = await File.ReadAllBytesAsync(Document);
        const string Script = """
            mount --bind "$LURKBOT_HOME" "$LURKBOT_HOME" && mount -o remount,bind,ro "$LURKBOT_HOME" || exit 99
            dotnet "$1" sessions list && dotnet "$1" sessions show cli:default:main && dotnet "$1" chat "one more"
            """;
        using var process = ChildProcess.Start("unshare", ["--mount", "--map-root-user", "sh", "-c", Script, "sh", ChildProcess.LurkBot], ("LURKBOT_HOME", home.Path));
        var (code, output, error) = await process.FinishAsync();
        Assert.Equal(1, code);
        Assert.Contains("cli:default:main    - 2 messages", output, StringComparison.Ordinal);
        Assert.Contains("The code is 4711", output, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", error, StringComparison.Ordinal);
        Assert.Contains("writable", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Document));
    }

    [Fact]
    public async Task SessionFile_OfAGigabyteOfNothing_IsReportedAndOthersGoOn()
    {
        Assert.Equal(0, (await RunAsync("chat", "hello")).Code);
        await using (var huge = File.Create(Path.Combine(home.Path, "sessions", "cli_huge_main.json")))
            huge.SetLength(1L << 30);
        var (_, output, error) = await RunAsync("sessions", "list");
        Assert.Contains("cli:default:main", output, StringComparison.Ordinal);
        Assert.Contains("cli_huge_main.json", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("chat", "hello")).Code);
        var (code, _, refused) = await RunAsync("chat", "--session", "huge", "hello");
        Assert.Equal(1, code);
        Assert.Contains("left untouched", refused, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("sessions", "verify")).Code);
        Assert.Equal(1L << 30, new FileInfo(Path.Combine(home.Path, "sessions", "cli_huge_main.json")).Length);
    }

    [Fact]
    public async Task Folder_WithPipesFoldersAndLinks_NothingWaitsForThem()
    {
        Assert.Equal(0, (await RunAsync("chat", "The garage code is 4711")).Code);
        const string Script = """
            cd "$LURKBOT_HOME/sessions" && mkfifo cli_pipe_main.json && mkdir cli_folder_main.json && ln -s /etc/passwd cli_link_main.json && mkfifo ../pipe
            mkdir -p ../archive ../blobs && mkfifo ../archive/cli_pipe_main.json.gz
            """;
        using (var process = ChildProcess.Start("sh", ["-c", Script], ("LURKBOT_HOME", home.Path)))
            Assert.Equal(0, (await process.FinishAsync()).Code);
        foreach (var (command, code) in ((string[], int)[])[
            (["sessions", "list"], 0), (["sessions", "verify"], 1), (["sessions", "search", "garage"], 0), (["sessions", "stats"], 0), (["sessions", "sweep"], 1), (["sessions", "repair"], 1),
            (["backup", Path.Combine(home.Path, "b.tar.gz")], 1), (["sessions", "import", Path.Combine(home.Path, "sessions")], 0), (["sessions", "erase", "cli:default:main#1", "--yes"], 1),
        ])
        {
            var (actual, output, error) = await RunAsync(command);
            Assert.True(command[1] is not "erase" || output.StartsWith("Erased:", StringComparison.Ordinal), error);
            Assert.True(actual == code, $"{string.Join(' ', command)}: {actual}\n{output}\n{error}");
        }
    }

    [Fact]
    public async Task Session_OfAGigabyteOfEntries_IsListedShownAndContinued()
    {
        Assert.SkipUnless(LongTests.Enabled, LongTests.Reason);
        await using (var session = await new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off }).OpenOrCreateAsync(Key, default))
        {
            var text = new string('x', 1 << 20);
            for (var i = 0; i < 1024; i++)
                await session.AppendAsync([new UserEntry { Content = text }], default);
        }

        Assert.Contains("1024 messages", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("chat", "hello")).Code);
        Assert.Contains("#1025 ", (await RunAsync("sessions", "show", "cli:default:main", "--last", "3")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "verify")).Code);
    }

    [Fact]
    public async Task Folder_WithAHundredThousandSessions_ListsEachOfThemWithFewFilesOpen()
    {
        Assert.SkipUnless(LongTests.Enabled, LongTests.Reason);
        const int Count = 100_000;
        Assert.Equal(0, (await RunAsync("chat", "hello")).Code);
        var document = await File.ReadAllTextAsync(Document);
        for (var i = 1; i < Count; i++)
            await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", $"cli_{i}_main.json"), document.Replace("default", $"{i}", StringComparison.Ordinal));
        using var process = ChildProcess.Start("sh", ["-c", "ulimit -n 1024; exec dotnet \"$1\" sessions list", "sh", ChildProcess.LurkBot], ("LURKBOT_HOME", home.Path));
        var (code, output, error) = await process.FinishAsync();
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(Count, output.Split('\n').Count(line => line.StartsWith("  cli:", StringComparison.Ordinal)));
        Assert.Equal(0, (await RunAsync("chat", "--session", "77777", "hello")).Code);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path));
        return await process.FinishAsync();
    }
}
