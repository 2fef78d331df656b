using LurkBot.Sandboxes;
using LurkBot.Sessions;
using LurkBot.Tests.Sandboxes;
using LurkBot.Text;
using LurkBot.Tools;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Tools;

/// <summary>Commands through the whole way of a tool call, on the host and in the real sandbox.</summary>
public sealed class BashToolTests
{
    [Fact]
    public async Task Bash_ScriptThatIsNone_TellsTheModelNotTheTerminal()
    {
        using var run = new ToolRun();
        Assert.Contains("syntax error", (await run.CallAsync("bash", """{"command":"echo before\nif ("}""")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_OnTheHost_RunsInTheWorkspaceWithoutOurSettings()
    {
        Environment.SetEnvironmentVariable("LURKBOT_TEST_SECRET", "hidden");
        using var run = new ToolRun();
        Assert.Equal($"{run.Folder}\nno\n", (await run.CallAsync("bash", """{"command":"pwd; echo ${LURKBOT_TEST_SECRET-no}; cat"}""")).Content);
        Assert.Equal("bad\n[exit code 3]", (await run.CallAsync("bash", """{"command":"echo bad >&2; exit 3"}""")).Content);
        Assert.Equal("[no output]", (await run.CallAsync("bash", """{"command":"true"}""")).Content);
        Assert.Contains("[exit code 137] Stopped after 1 second.", (await run.CallAsync("bash", """{"command":"echo begun; sleep 600","timeout":1}""")).Content, StringComparison.Ordinal);
        Assert.Equal("left\n", (await run.CallAsync("bash", """{"command":"sleep 600 & echo left; echo $! >pid"}""")).Content);
        Assert.Equal("", (await run.CallAsync("bash", """{"command":"kill $(cat pid)"}""")).Content.Replace("[no output]", "", StringComparison.Ordinal));
        var flood = await run.CallAsync("bash", """{"command":"head -c 3000000 /dev/zero | tr '\\0' x"}""");
        Assert.InRange(flood.Content.Length, 10_000, 20_000);
        Assert.NotNull(flood.Blob);
    }

    [Fact]
    public async Task Bash_OnTheHost_ScriptIsInNoCommandLineAndIsRunAsItStands()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        using var run = new ToolRun();
        var lines = (await run.CallAsync("bash", """{"command":"cat /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c 'MARK[O]FSCRIPT'; : MARKOFSCRIPT"}""")).Content;
        Assert.StartsWith("0\n", lines, StringComparison.Ordinal);
        var text = """{"command":"echo $0 $#; printf '%s\\n' 'āéü日本 $HOME `x` \\\\'; cat <<'E'\n$HOME\nE\ncat; [ -e /proc/$$/fd/3 ] || [ -e /proc/$$/fd/4 ] || echo closed"}""";
        Assert.Equal("/bin/bash 0\nāéü日本 $HOME `x` \\\\\n$HOME\nclosed\n", (await run.CallAsync("bash", text)).Content);
    }

    [Fact]
    public async Task Bash_OutputWithAKeyOfTheOwner_IsMasked()
    {
        using var run = new ToolRun();
        run.Wrap = tool => new MaskedFunction(new ValidatedFunction(tool), new KnownSecrets(["the-owners-key"]));
        Assert.Equal("[redacted] dGhl\n", (await run.CallAsync("bash", """{"command":"echo the-owners-key dGhl"}""")).Content);
        run.Put("the-owners-key.txt", "");
        Assert.Equal("[redacted].txt\n", (await run.CallAsync("glob", """{"pattern":"*.txt"}""")).Content);
        var error = (await run.CallAsync("read", """{"path":"the-owners-key/none"}""")).Content;
        Assert.Contains("[redacted]", error, StringComparison.Ordinal);
        Assert.DoesNotContain("the-owners-key", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_LongerTimeThanTheOwnerSet_IsCut()
    {
        using var run = new ToolRun(timeout: 1);
        Assert.Contains("Stopped after 1 second.", (await run.CallAsync("bash", """{"command":"sleep 600","timeout":500}""")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_TakesTooLong_IsKilledWithAllThatItStarted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        var time = new FakeTimeProvider();
        using var run = new ToolRun(time: time);
        // One in a session of its own, one whose parent has gone.
        var call = run.CallAsync("bash", """{"command":"setsid sleep 600 & echo $! >own; (sleep 600 & echo $! >left); : >begun; sleep 600"}""");
        while (!File.Exists(Path.Combine(run.Folder, "begun")))
            await Task.Yield();
        while (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("Stopped after 30 seconds.", (await call).Content, StringComparison.Ordinal);
        foreach (var file in (string[])["own", "left"])
        {
            var process = "/proc/" + run.Get(file).Trim();
            while (Directory.Exists(process) && !Leftovers.IsZombie(process))
                await Task.Yield();
        }
    }

    [Fact]
    public async Task Bash_Cancelled_KillsTheCommand()
    {
        using var run = new ToolRun();
        using var cancellation = new CancellationTokenSource();
        var call = run.CallAsync("bash", """{"command":"echo $$ >pid; exec sleep 600"}""", cancellation.Token);
        var file = Path.Combine(run.Folder, "pid");
        while (!File.Exists(file) || (await File.ReadAllTextAsync(file)).Length == 0)
            await Task.Yield();
        await cancellation.CancelAsync();
        Assert.True((await call).Error);
        Assert.Throws<ArgumentException>(() =>
        {
            using var process = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture));
            process.WaitForExit();
            using var again = System.Diagnostics.Process.GetProcessById(process.Id);
        });
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Bash_InTheSandbox_SharesTheWorkspaceWithFileToolsAndNothingElse()
    {
        using var run = new ToolRun(() => SandboxHome.Create());
        Assert.Equal("Wrote 4 bytes to /workspace".Replace("/workspace", "a.", StringComparison.Ordinal), (await run.CallAsync("write", """{"path":"/workspace/a","content":"one\n"}""")).Content);
        Assert.Equal("/workspace\none\n", (await run.CallAsync("bash", """{"command":"pwd; cat a; echo two >>a; mkdir d; ln -s /etc/passwd link; ln -s /proc/self/root root"}""")).Content);
        Assert.Equal("1\tone\n2\ttwo\n", (await run.CallAsync("read", """{"path":"a"}""")).Content);
        Assert.Equal("Replaced one piece of a.", (await run.CallAsync("edit", """{"path":"a","old_text":"two","new_text":"three"}""")).Content);
        Assert.Equal("one\nthree\nfour\n", (await run.CallAsync("bash", """{"command":"echo four >>a; cat a"}""")).Content);
        Assert.True((await run.CallAsync("read", """{"path":"link"}""")).Error);
        Assert.True((await run.CallAsync("read", """{"path":"root/etc/passwd"}""")).Error);
        Assert.True((await run.CallAsync("write", """{"path":"root/tmp/x","content":"x"}""")).Error);
        Assert.Contains("[exit code", (await run.CallAsync("bash", $$"""{"command":"ls {{run.Home}}"}""")).Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", """{"command":"touch ran"}""")]
    [InlineData("write", """{"path":"ran","content":"x"}""")]
    [InlineData("read", """{"path":"there"}""")]
    [InlineData("glob", """{"pattern":"*"}""")]
    public async Task Invariant08_NoSandbox_NoTool(string tool, string arguments)
    {
        using var run = new ToolRun(() => throw new SandboxException("bubblewrap is not installed."));
        run.Put("there", "x");
        var result = await run.CallAsync(tool, arguments);
        Assert.Equal((true, "Error: bubblewrap is not installed."), (result.Error, result.Content));
        Assert.Equal(["there"], Directory.GetFileSystemEntries(run.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Approvals_AreKeptRevokedAndNeverGuessed()
    {
        using var home = new TemporaryFolder();
        var approvals = new ToolApprovals(home.Path);
        var session = SessionId.New(DateTimeOffset.UnixEpoch);
        ToolApproval[] kept = [new("bash", session, "make test"), new("bash", session, "") { Since = 7 }];
        foreach (var approval in kept.Append(kept[0]))
            approvals.Add(approval);
        Assert.Equal(kept, new ToolApprovals(home.Path).Read());
        Assert.Equal([kept[0]], approvals.Revoke("bash", approval => approval.Since is null));
        Assert.Equal([kept[1]], approvals.Read());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(home.Path, ToolApprovals.FileName)));
        foreach (var damaged in (string[])["", "{}", "[1]", """[{"tool":1,"folder":"/"}]""", """[{"tool":"bash","session":"me","scope":"x"}]""", """[{"tool":"bash","session":null,"scope":"x"}]""", "[{"])
        {
            File.WriteAllText(Path.Combine(home.Path, ToolApprovals.FileName), damaged);
            Assert.Empty(approvals.Read());
        }
    }

    [Fact]
    public void Approvals_OfEarlierVersions_AreShownAndNoLongerApply()
    {
        using var home = new TemporaryFolder();
        File.WriteAllText(Path.Combine(home.Path, ToolApprovals.FileName), """[{"tool":"bash","folder":"/a"}]""");
        Assert.Equal([new ToolApproval("bash", null, "/a")], new ToolApprovals(home.Path).Read());
    }
}
