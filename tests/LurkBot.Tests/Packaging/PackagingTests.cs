using System.Text.RegularExpressions;

namespace LurkBot.Tests.Packaging;

/// <summary>What is shipped beside the program: it names files, commands and settings that there are.</summary>
public sealed partial class PackagingTests : IDisposable
{
    private static readonly string Packaging = Path.Combine(Repository.Root, "packaging");

    private readonly TemporaryFolder work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task Dockerfile_WhatItCopies_BuildsWithItsCommand()
    {
        var lines = (await File.ReadAllTextAsync(Path.Combine(Packaging, "Dockerfile"))).Split('\n');
        foreach (var line in lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal)))
        {
            var names = line.Split(' ')[1..];
            foreach (var source in names[..^1])
                Copy(Path.Combine(Repository.Root, source), Path.GetFullPath(Path.Combine(work.Path, names[^1], source.EndsWith('/') ? "" : Path.GetFileName(source))));
        }

        var publish = Assert.Single(lines, line => line.StartsWith("RUN dotnet publish ", StringComparison.Ordinal))["RUN ".Length..];
        var output = Path.Combine(work.Path, "app");
        // Compiling ahead takes minutes; the last word counts.
        var command = publish.Replace("-o /app", $"-o '{output}'", StringComparison.Ordinal) + " -p:PublishReadyToRun=false -nologo -v quiet";
        using var process = ChildProcess.Start("sh", ["-c", $"cd '{work.Path}' && {command}"], ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("MSBUILDDISABLENODEREUSE", "1"));
        var (code, told, error) = await process.FinishAsync();
        Assert.True(code == 0, told + error);
        Assert.Contains(lines, line => line is "COPY --from=build /app /opt/lurkbot");
        using var program = ChildProcess.Start(Path.Combine(output, "lurkbot"), ["gateway", "start", "--help"], ("LURKBOT_HOME", work.Path));
        Assert.Contains("--daemon", (await program.FinishAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dockerfile_RunsTheGatewayAsAUserOfItsOwn()
    {
        var lines = (await File.ReadAllTextAsync(Path.Combine(Packaging, "Dockerfile"))).Split('\n');
        Assert.Equal("ENTRYPOINT [\"lurkbot\"]", lines[^3]);
        Assert.Equal("CMD [\"gateway\", \"start\"]", lines[^2]);
        Assert.Contains("USER lurkbot", lines);
        Assert.DoesNotContain(lines, line => line.Contains("TOKEN", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Repository.Root, ".dockerignore")));
    }

    [Theory]
    [InlineData("systemd/lurkbot.service")]
    [InlineData("systemd/user/lurkbot.service")]
    public async Task Unit_IsNotifiedWatchedAndUnderstood(string name)
    {
        var path = Path.Combine(Packaging, name);
        var unit = await File.ReadAllTextAsync(path);
        foreach (var line in (string[])["Type=notify", "NotifyAccess=main", "WatchdogSec=60", "TimeoutStopSec=60", "Restart=on-failure"])
            Assert.Contains(line + "\n", unit, StringComparison.Ordinal);
        Assert.EndsWith("lurkbot gateway start", ExecStart().Match(unit).Groups["command"].Value, StringComparison.Ordinal);
        // These take from bubblewrap what the sandbox needs.
        Assert.DoesNotMatch("(?m)^(RestrictNamespaces|SystemCallFilter|ProtectKernelTunables|ProtectProc)=", unit);
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        // A program that is there, in the place of one that is not yet installed.
        var copy = Path.Combine(work.Path, "lurkbot.service");
        await File.WriteAllTextAsync(copy, unit.Replace("=/usr/bin/lurkbot ", "=/usr/bin/env lurkbot ", StringComparison.Ordinal));
        using var process = ChildProcess.Start("/usr/bin/systemd-analyze", ["verify", "--man=no", copy]);
        var (code, output, error) = await process.FinishAsync();
        Assert.Equal((0, ""), (code, output + error));
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => !BuildFolder().IsMatch(file)))
            Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    [GeneratedRegex("/(bin|obj)/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BuildFolder();

    [GeneratedRegex("(?m)^ExecStart=(?<command>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExecStart();
}
