using System.Text.RegularExpressions;

namespace LurkBot.Tests.Cli;

/// <summary>Commands that take something away: what can be taken back does not ask, what cannot names what goes.</summary>
public sealed class ClearAndEraseTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task ClearAll_WithoutATerminal_ClearsAllButTheArchiveAndIsTakenBackAtOnce()
    {
        foreach (var name in (string[])["a", "b", "old"])
            await RunAsync("chat", "--session", name, "The code is 4711");
        await RunAsync("sessions", "archive", "cli:old:main");
        var (code, output, _) = await RunAsync("sessions", "clear", "--all");
        Assert.Equal(0, code);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(["Cleared cli:a:main (2 messages).", "Cleared cli:b:main (2 messages)."], lines[..2]);
        Assert.Equal(3, lines.Length);
        var back = Regex.Match(lines[2], "^Take all of it back with: lurkbot (?<command>sessions undo --all [0-9a-f]+)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(back.Success, lines[2]);
        await RunAsync("chat", "--session", "b", "And now?");
        var (undone, restored, _) = await RunAsync(back.Groups["command"].Value.Split(' '));
        Assert.Equal(0, undone);
        Assert.Contains("Restored cli:a:main.", restored, StringComparison.Ordinal);
        Assert.Contains("Kept cli:b:main: it was used since.", restored, StringComparison.Ordinal);
        Assert.Contains("cli:old:main    - 2 messages", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("4711", (await RunAsync("chat", "--session", "a", "What is the code?")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_IdleSession_StaysIdle()
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "sessions"));
        await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", "cli_a_main.json"), """
            {"key":"cli:a:main","type":"main","channel":"cli","chat_id":"a","created_at":"2026-01-30T10:00:00Z","updated_at":"2026-01-30T12:30:00Z","messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"}],"metadata":{}}
            """);
        Assert.Equal(0, (await RunAsync("sessions", "clear", "cli:a:main")).Code);
        Assert.Contains("Idle Sessions:\n  cli:a:main", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "verify")).Code);
    }

    [Fact]
    public async Task Erase_Fork_NamesWhatItsOriginalLosesAndWantsEverywhere()
    {
        await RunAsync("chat", "The code is 4711, and that is a long enough sentence.");
        await RunAsync("sessions", "fork", "cli:default:main", "--as", "try");
        var (code, _, error) = await RunAsync("sessions", "erase", "cli:try:main", "--yes");
        Assert.Equal(2, code);
        Assert.Contains("cli:default:main (sessions): 2 of 2 entries", error, StringComparison.Ordinal);
        Assert.Contains("lurkbot sessions erase cli:try:main --everywhere", error, StringComparison.Ordinal);
        Assert.Contains("4711", (await RunAsync("sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("sessions", "erase", "cli:default:main#1", "--yes")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "erase", "cli:try:main", "--yes", "--everywhere")).Code);
        Assert.DoesNotContain("4711", (await RunAsync("sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackupAndExport_FileThatIsThere_IsReplacedOnlyWithForce()
    {
        await RunAsync("chat", "hello");
        var file = Path.Combine(home.Path, "precious");
        await File.WriteAllTextAsync(file, "mine");
        foreach (var command in (string[][])[["backup", file], ["sessions", "export", "cli:default:main", "-o", file]])
        {
            var (code, _, error) = await RunAsync(command);
            Assert.Equal(2, code);
            Assert.Contains("--force", error, StringComparison.Ordinal);
            Assert.Equal("mine", await File.ReadAllTextAsync(file));
        }

        Assert.Equal(0, (await RunAsync("backup", file, "--force")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "export", "cli:default:main", "-o", file, "--force")).Code);
        Assert.StartsWith("{\"key\":\"cli:default:main\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "export", "cli:default:main", "-o", "/dev/null")).Code);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"));
        return await process.FinishAsync();
    }
}
