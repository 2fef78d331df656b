using System.Text.Json;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

[Collection(PodmanTests.Name)]
public sealed class DockerSandboxTests(PodmanService podman) : SandboxConformance
{
    protected override string? Missing => podman.Problem;

    [Fact]
    public async Task Run_ManyCommands_LeaveNothing()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await RunAsync("true");
        for (var i = 0; i < 12; i += 4)
        {
            var results = await Task.WhenAll(Enumerable.Range(i, 4).Select(number => RunAsync($"echo {number}; sleep 1000 & exit {number}")));
            for (var j = 0; j < 4; j++)
                Assert.Equal((SandboxEnd.Exited, i + j, $"{i + j}\n"), (results[j].End, results[j].ExitCode, results[j].OutputText()));
        }

        Assert.Equal("", await podman.ContainersAsync(podman.Home));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(podman.Home, "sandbox")));
        // The kernel lists the engine's end of each connection under the socket's name.
        Assert.InRange((await File.ReadAllLinesAsync("/proc/net/unix")).Count(line => line.EndsWith(podman.Socket, StringComparison.Ordinal)), 1, 3);
    }

    [Fact]
    public async Task Run_ImageOfBusyboxOnly_IsProvedAndRuns()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        using var attested = new AttestedSandbox(podman.Create(Home.Path, image: PodmanService.SmallImage), Home.Path, TimeProvider.System);
        Assert.Equal("hello\n", (await attested.RunAsync(Home.Command("echo hello"), default)).OutputText());
        var proof = await attested.ProveAsync(default);
        Assert.True(proof.Held, string.Join("; ", proof.Checks));
        Assert.Contains("Podman", proof.Holders.Single(holder => holder.Limit is "files").Mechanism, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ImageMissingOrWithVolumes_SaysWhatToDo()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        using var missing = podman.Create(Home.Path, image: "localhost/none:1");
        var error = await Assert.ThrowsAsync<SandboxException>(() => Home.RunAsync("true", sandbox: missing));
        Assert.Equal("podman pull localhost/none:1", error.Mend);
        using var volume = podman.Create(Home.Path, image: PodmanService.VolumeImage);
        Assert.Contains("/data", (await Assert.ThrowsAsync<SandboxException>(() => Home.RunAsync("true", sandbox: volume))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SocketNobodyListensAt_SaysWhatToDo()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
#pragma warning disable CA1416 // Skipped elsewhere.
        using var nobody = new DockerSandbox([Path.Combine(Home.Path, "none.sock")], PodmanService.Image, Home.Path, TimeProvider.System);
        var error = await Assert.ThrowsAsync<SandboxException>(() => Home.RunAsync("true", sandbox: nobody));
        Assert.Equal("systemctl --user start podman.socket", error.Mend);
        // The next one that may be there is asked.
        using var second = new DockerSandbox([Path.Combine(Home.Path, "none.sock"), podman.Socket], PodmanService.Image, Home.Path, TimeProvider.System);
#pragma warning restore CA1416
        Assert.Equal(0, (await Home.RunAsync("true", sandbox: second)).ExitCode);
    }

    [Fact]
    public async Task Run_OutputClosedEarly_WaitsForTheEnd()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var result = await RunAsync("exec >&- 2>&-; sleep 0.3; echo done >file; exit 5");
        Assert.Equal((5, SandboxEnd.Exited), (result.ExitCode, result.End));
        Assert.True(File.Exists(Path.Combine(Home.Workspace, "file")));
    }

    [Fact]
    public async Task Connect_LeftoversOfAKilledProcess_AreRemovedAndOthersStay()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        // A process that is killed while its command runs.
        using var killed = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sandbox", "run", "touch begun; sleep 600"], Settings);
        var begun = Path.Combine(Home.Path, "workspaces", "cli_default_main", "begun");
        killed.StandardInput.Close();
        while (!File.Exists(begun))
        {
            Assert.False(killed.HasExited, "It ended before it began.");
            await Task.Yield();
        }

        killed.Kill();
        await killed.WaitForExitAsync();
        Assert.Equal(64 + 1, (await podman.ContainersAsync(Home.Path)).Length);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Home.Path, "sandbox")));

        // One of a process that lives, and one of another home, are left alone.
        using var other = new SandboxHome();
        using var elsewhere = podman.Create(other.Path);
        Assert.Equal(0, (await other.RunAsync("true", sandbox: elsewhere)).ExitCode);
        Assert.Equal(64 + 1, (await podman.ContainersAsync(Home.Path)).Length);

        using var again = podman.Create(Home.Path);
        using var cancellation = new CancellationTokenSource();
        var running = Home.RunAsync("touch alive; sleep 600", sandbox: again, cancellationToken: cancellation.Token);
        while (!File.Exists(Path.Combine(Home.Workspace, "alive")))
            await Task.Yield();
        Assert.Equal(64 + 1, (await podman.ContainersAsync(Home.Path)).Length);
        using var third = podman.Create(Home.Path);
        Assert.Equal("", (await Home.RunAsync("true", sandbox: third)).OutputText());
        Assert.False(running.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("", await podman.ContainersAsync(Home.Path));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Home.Path, "sandbox")));
    }

    [Fact]
    public async Task Program_DockerByName_RunsThereAndSaysSo()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        using var run = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sandbox", "run", "--json", "echo $0; exit 3"], Settings);
        var (code, output, error) = await run.FinishAsync();
        Assert.Equal((3, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal("docker", json.RootElement.GetProperty("backend").GetString());
        Assert.Contains("Podman", json.RootElement.GetProperty("held_by").GetProperty("files").GetString(), StringComparison.Ordinal);
        using var explain = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sessions", "explain", "telegram:1:group"], Settings);
        Assert.Contains("yes, docker, seen to hold", (await explain.FinishAsync()).Output, StringComparison.Ordinal);
        using var doctor = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "doctor"], [.. Settings[..2], ("LURKBOT_SANDBOX_IMAGE", "localhost/none:1"), Settings[3]]);
        var (failed, found, _) = await doctor.FinishAsync();
        Assert.Equal(1, failed);
        Assert.Contains("podman pull localhost/none:1", found, StringComparison.Ordinal);
    }

    private (string, string)[] Settings => [("LURKBOT_HOME", Home.Path), ("LURKBOT_SANDBOX_BACKEND", "docker"), ("LURKBOT_SANDBOX_IMAGE", PodmanService.Image), ("DOCKER_HOST", "unix://" + podman.Socket)];

    private protected override ISandbox Create() => podman.Shared;
}
