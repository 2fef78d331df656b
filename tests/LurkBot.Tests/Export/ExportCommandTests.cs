using System.Text.Json;
using LurkBot.Tests.Rendering;

namespace LurkBot.Tests.Export;

/// <summary><c>lurkbot sessions export</c> as a process.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private const string Key = "telegram:1:main";
    private const string Id = "019ac000-0000-7000-8000-000000000001";
    private static readonly string Secret = Seeds.All[1].Secret;

    private readonly TemporaryFolder home = new();

    private static string Head => $$"""{"key":"{{Key}}","type":"main","channel":"telegram","chat_id":"1","created_at":"2026-11-24T09:00:00.000Z","format":1,"id":"{{Id}}","x_vendor":{"n":1.50}""";

    private static string[] Lines =>
    [
        """{"id":1,"at":"2026-11-24T09:00:00.000Z","turn":1,"role":"user","content":"hi \u00e9","x_more":[1, 2.0]}""",
        $$$"""{"id":2,"at":"2026-11-24T09:00:01.000Z","turn":1,"role":"assistant","content":"my key is {{{Secret}}}","tool_calls":[{"id":"c","name":"bash","arguments":{"password":"hunter2","cmd":"ls"}}],"reasoning":"think","usage":{"input":1,"output":2,"cached":0}}""",
        """{"id":3,"at":"2026-11-24T09:00:02.000Z","turn":1,"role":"tool","tool_call_id":"c","name":"bash","content":"total 0"}""",
    ];

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Json_IsTheDocument_JsonLinesItsHeadAndLines()
    {
        var document = await WriteSessionAsync();
        Assert.Equal(document, (await RunAsync("sessions", "export", Key)).Output);
        Assert.Equal(string.Join('\n', [Head + "}", .. Lines, ""]), (await RunAsync("sessions", "export", Key, "--format", "jsonl")).Output);
    }

    [Fact]
    public async Task JsonLines_OfAForeignDocument_BringsItIntoLines()
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "sessions"));
        await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", "telegram_1_main.json"), "\ufeff" + """
            {
              "key": "telegram:1:main",
              "mine": true,
              "messages": [ {"role": "user", "content": "Hello"} ]
            }
            """);
        var lines = (await RunAsync("sessions", "export", Key, "--format", "jsonl")).Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"mine\":true}", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"role\":\"user\",\"content\":\"Hello\"", lines[1], StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await RunAsync("sessions", "export", Key, "--redact")).Output);
        Assert.True(json.RootElement.GetProperty("mine").GetBoolean());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("markdown")]
    [InlineData("html")]
    public async Task Redact_EachFormat_MasksAndCounts(string format)
    {
        await WriteSessionAsync();
        var (code, plain, _) = await RunAsync("sessions", "export", Key, "--format", format);
        Assert.Equal(0, code);
        Assert.Contains(Secret, plain, StringComparison.Ordinal);
        Assert.Contains("hunter2", plain, StringComparison.Ordinal);
        (code, var redacted, var error) = await RunAsync("sessions", "export", Key, "--format", format, "--redact");
        Assert.Equal(0, code);
        Assert.DoesNotContain(Secret, redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", redacted, StringComparison.Ordinal);
        Assert.Contains("[redacted]", redacted, StringComparison.Ordinal);
        Assert.Contains("2 secrets masked.", error, StringComparison.Ordinal);
        if (format.StartsWith("json", StringComparison.Ordinal))
            Assert.All(format == "json" ? [redacted] : redacted.TrimEnd().Split('\n'), text => JsonDocument.Parse(text).Dispose());
    }

    [Fact]
    public async Task Redact_ConfiguredSecrets_OfEveryLayer()
    {
        await WriteSessionAsync("the-key-in-env and the-key-in-file and the-key-in-json and pass-in-url");
        await File.WriteAllTextAsync(Path.Combine(home.Path, ".env"), "LURKBOT_OPENAI_API_KEY=the-key-in-file\nLURKBOT_OLLAMA_BASE_URL=http://me:pass-in-url@127.0.0.1:9\n");
        await File.WriteAllTextAsync(Path.Combine(home.Path, "config.json"), """{"google_api_key":"the-key-in-json"}""");
        var (_, output, _) = await RunAsync(["sessions", "export", Key, "--format", "markdown", "--redact"], ("LURKBOT_OPENAI_API_KEY", "the-key-in-env"));
        Assert.Contains("> [redacted] and [redacted] and [redacted] and [redacted]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsPrivateWholeAndReplaced()
    {
        await WriteSessionAsync();
        var path = Path.Combine(home.Path, "page.html");
        await File.WriteAllTextAsync(path, "old");
        Assert.Equal(0, (await RunAsync("sessions", "export", Key, "--format", "html", "-o", path, "--force")).Code);
        Assert.Contains("total 0", HtmlCheck.Text(await File.ReadAllTextAsync(path)), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Empty(Directory.GetFiles(home.Path, "*.tmp"));
        Assert.Equal(0, (await RunAsync("sessions", "export", Key, "-o", "/dev/null")).Code);
        Assert.NotEqual(0, (await RunAsync("sessions", "export", Key, "-o", home.Path)).Code);
        Assert.Equal(1, (await RunAsync("sessions", "export", Key, "-o", Path.Combine(home.Path, "no", "such", "folder"))).Code);
    }

    [Fact]
    public async Task ClosedPipe_EndsQuietly()
    {
        await WriteSessionAsync(new string('x', 2_000_000));
        using var process = ChildProcess.Start("bash", ["-c", $"set -o pipefail; dotnet '{ChildProcess.LurkBot}' sessions export {Key} --format html | head -c 15"], ("LURKBOT_HOME", home.Path));
        Assert.Equal((0, "<!DOCTYPE html>", ""), await process.FinishAsync());
    }

    [Fact]
    public async Task All_WritesEverySessionAndReportsWhatItCannot()
    {
        await WriteSessionAsync();
        await RunAsync("chat", "--session", "a/b 100%", "hello");
        await RunAsync("chat", "--session", "old", "hello");
        await RunAsync("sessions", "archive", "cli:old:main");
        await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", "cli_bad_main.json"), "[1]");
        var folder = Path.Combine(home.Path, "out");
        var (code, output, error) = await RunAsync("sessions", "export", "--all", "-o", folder, "--format", "html");
        Assert.Equal((1, $"3 sessions in {folder}.\n"), (code, output));
        Assert.Contains("cli_bad_main.json", error, StringComparison.Ordinal);
        Assert.Equal(["cli_a%2Fb%20100%25_main.html", "cli_old_main.html", "index.html", "telegram_1_main.html"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var index = await File.ReadAllTextAsync(Path.Combine(folder, "index.html"));
        Assert.Contains("href=\"cli_a%252Fb%2520100%2525_main.html\"", index, StringComparison.Ordinal);
        Assert.Contains("telegram:1:main", index, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task All_OverAnotherFile_LeavesItUnlessForced()
    {
        await WriteSessionAsync();
        var folder = Path.Combine(home.Path, "out");
        Assert.Equal(0, (await RunAsync("sessions", "export", "--all", "-o", folder)).Code);
        Assert.Equal(0, (await RunAsync("sessions", "export", "--all", "-o", folder)).Code);
        var path = Path.Combine(folder, "telegram_1_main.json");
        await File.WriteAllTextAsync(path, "mine");
        var (code, output, error) = await RunAsync("sessions", "export", "--all", "-o", folder);
        Assert.Equal((1, $"0 sessions in {folder}.\n", "mine"), (code, output, await File.ReadAllTextAsync(path)));
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "export", "--all", "-o", folder, "--force")).Code);
        Assert.StartsWith(Head, await File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_IntoTheSessionsThemselves_IsRefused()
    {
        await WriteSessionAsync();
        foreach (var arguments in (string[][])[["--all", "-o", Path.Combine(home.Path, "sessions") + "/"], [Key, "-o", Path.Combine(home.Path, "archive", "x.json")]])
            Assert.Equal(2, (await RunAsync(["sessions", "export", .. arguments])).Code);
    }

    [Theory]
    [InlineData("sessions export --all telegram:1:main -o x")]
    [InlineData("sessions export --all")]
    [InlineData("sessions export")]
    [InlineData("sessions export telegram:1:main --format pdf")]
    public async Task CommandLine_Wrong_IsRefused(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("See: lurkbot sessions export --help", error, StringComparison.Ordinal);
    }

    private async Task<string> WriteSessionAsync(string content = "plain")
    {
        var lines = content == "plain" ? Lines : [$$"""{"id":1,"at":"2026-11-24T09:00:00.000Z","turn":1,"role":"user","content":"{{content}}"}"""];
        var document = $$$"""
            {{{Head}}},"messages":[
            {{{string.Join(",\n", lines)}}}
            ],"updated_at":"2026-11-24T09:00:02.000Z","state":"active","message_count":{{{(lines.Length > 1 ? 2 : 1)}}},"metadata":{"tools_used":[{{{(lines.Length > 1 ? "\"bash\"" : "")}}}]}}

            """.ReplaceLineEndings("\n");
        Directory.CreateDirectory(Path.Combine(home.Path, "sessions"));
        await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", "telegram_1_main.json"), document);
        return document;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path), .. variables]);
        return await process.FinishAsync();
    }
}
