using System.Text.RegularExpressions;
using LurkBot.Doors;

namespace LurkBot.Tests.Documentation;

/// <summary>Runs every command that the README and docs/ show, in their order, in a new home.</summary>
public sealed partial class DocumentedCommandsTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder work = new();

    public static TheoryData<string> Pages() => [.. new[] { "README.md" }.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => Path.GetRelativePath(Repository.Root, path)).Order())];

    public void Dispose()
    {
        // One that a command which failed left behind.
        using (var gateway = GatewayRecord.Find(home.Path) is { Stopped: null } record ? record.FindProcess() : null)
            gateway?.Kill();
        home.Dispose();
        work.Dispose();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Commands_Work(string page)
    {
        foreach (var command in Commands(await File.ReadAllTextAsync(Path.Combine(Repository.Root, page))))
        {
            using var process = ChildProcess.StartWithInput(
                "sh",
                ["-c", $"cd '{work.Path}'\nlurkbot() {{ dotnet '{ChildProcess.LurkBot}' \"$@\"; }}\n{command}"],
                ("LURKBOT_HOME", home.Path),
                ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(home.Path, "run", "gateway.sock")}"),
                ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"));
            await process.StandardInput.WriteAsync("hello");
            var (code, _, error) = await process.FinishAsync();
            Assert.True(code == 0, $"{page}: {command}: {code} {error}");
        }
    }

    [Fact]
    public void Pages_Links_LeadSomewhere()
    {
        foreach (var page in Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups["target"].Value);
                Assert.True(File.Exists(target), $"{page} links to {target}.");
            }
        }
    }

    /// <summary>The lines of bash blocks and the lines behind a prompt, except the ones that build the project or run this suite.</summary>
    private static IEnumerable<string> Commands(string markdown)
    {
        var inBash = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inBash = line.StartsWith("```bash", StringComparison.Ordinal);
            var command = line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : inBash ? line : "";
            if (command.StartsWith("lurkbot ", StringComparison.Ordinal))
                yield return command;
            else if (command.StartsWith("dotnet run --project src/LurkBot.Cli -- ", StringComparison.Ordinal))
                yield return "lurkbot " + command["dotnet run --project src/LurkBot.Cli -- ".Length..];
        }
    }

    [GeneratedRegex(@"\]\((?<target>[^)#:]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
