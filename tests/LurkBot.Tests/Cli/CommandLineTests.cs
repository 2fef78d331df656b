using System.CommandLine;
using LurkBot.Cli.Commands;

namespace LurkBot.Tests.Cli;

/// <summary>What the command line says before anything runs.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("sessions lst", "Unknown command 'lst'. Did you mean: lurkbot sessions list")]
    [InlineData("sesions list --json", "Unknown command 'sesions'. Did you mean: lurkbot sessions list --json")]
    [InlineData("chat --sesion x y", "Unrecognized option '--sesion'. Did you mean: lurkbot chat --session x y")]
    [InlineData("sessions show --jsno cli:a:main", "Unrecognized option '--jsno'. Did you mean: lurkbot sessions show --json cli:a:main")]
    [InlineData("sessions erase --dryrun cli:a:main", "Unrecognized option '--dryrun'. Did you mean: lurkbot sessions erase --dry-run cli:a:main")]
    [InlineData("chat -x", "Unrecognized option '-x'. See: lurkbot chat --help")]
    [InlineData("chat --session --jsn hello", "Unrecognized option '--jsn'. See: lurkbot chat --help")]
    [InlineData("sessions list --type man", "Did you mean: lurkbot sessions list --type main")]
    [InlineData("sessions export", "Name one session, or give --all. See: lurkbot sessions export --help")]
    [InlineData("backup ", "FILE must not be empty. See: lurkbot backup --help")]
    [InlineData("sessions export cli:a:main -o ", "--output must not be empty. See: lurkbot sessions export --help")]
    [InlineData("sessions import a ", "PATH must not be empty. See: lurkbot sessions import --help")]
    [InlineData("hello", "Unknown command 'hello'. To ask that: lurkbot chat hello")]
    [InlineData("doktor", "Unknown command 'doktor'. Did you mean: lurkbot doctor")]
    public void CommandLine_Wrong_IsOneLineWithTheWholeCommand(string line, string expected)
    {
        var args = line.Split(' ');
        var error = UsageError.Of(RootCommandFactory.CreateRoot().Parse(args), args);
        Assert.NotNull(error);
        Assert.EndsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("chat", "--", "--hello")]
    [InlineData("chat", "-1 + 2 = ?")]
    [InlineData("chat", "-m", "offline", "hello")]
    [InlineData("sandbox", "run", "ls", "-la")]
    [InlineData("sandbox", "run", "--", "ls", "-la")]
    [InlineData("sessions", "--help")]
    public void CommandLine_Right_IsNotRefused(params string[] args) => Assert.Null(UsageError.Of(RootCommandFactory.CreateRoot().Parse(args), args));

    /// <summary>Exit code 2, as for every wrong argument, and nothing is made.</summary>
    [Theory]
    [InlineData("chat", "--session", "", "hi")]
    [InlineData("chat", "--session", "a:b", "hi")]
    [InlineData("chat", "--session", "cli:x:nonsense", "hi")]
    [InlineData("sessions", "show", "")]
    [InlineData("sessions", "search", "")]
    [InlineData("restore", "")]
    public async Task Run_ArgumentThatCannotBe_IsAUsageError(params string[] args)
    {
        using var home = new TemporaryFolder();
        var (code, output, error) = await ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. args], ("LURKBOT_HOME", home.Path), ("LURKBOT_DEFAULT_MODEL", "offline")).FinishAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(home.Path, "sessions")));
    }

    [Fact]
    public void Help_OfEveryCommand_NamesWhatCompletesInsteadOfListingIt()
    {
        foreach (var command in All(RootCommandFactory.CreateRoot()))
        {
            Assert.All(command.Arguments.Where(argument => argument.CompletionSources.Count > 0 && argument.Name is not "SHELL"), argument => Assert.False(string.IsNullOrEmpty(argument.HelpName), $"{command.Name} {argument.Name}"));
            Assert.DoesNotContain(command.Options.SelectMany(option => option.Aliases), alias => alias.StartsWith('/'));
        }
    }

    [Fact]
    public async Task Help_WithSessions_ShowsNoKey()
    {
        using var home = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync(home, "chat", "--session", "hushhush", "hello")).Code);
        foreach (var command in All(RootCommandFactory.CreateRoot()).Where(command => command.Name is "sessions" or "show" or "erase" or "search" or "expand" or "verify"))
        {
            string[] path = command.Name is "sessions" ? ["sessions"] : ["sessions", command.Name];
            var (code, output, error) = await RunAsync(home, [.. path, "--help"]);
            Assert.Equal((0, ""), (code, error));
            Assert.DoesNotContain("hushhush", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_ShortNames_WorkWhereOneSessionHasThem()
    {
        using var home = new TemporaryFolder();
        foreach (var name in (string[])["garden", "garage", "work"])
            Assert.Equal(0, (await RunAsync(home, "chat", "--session", name, "hello")).Code);
        Assert.Contains("hello", (await RunAsync(home, "sessions", "show", "work")).Output, StringComparison.Ordinal);
        Assert.Contains("hello", (await RunAsync(home, "sessions", "show", "gard")).Output, StringComparison.Ordinal);
        Assert.Contains("hello", (await RunAsync(home, "sessions", "export", "work:main")).Output, StringComparison.Ordinal);
        Assert.Contains("cli:work:main", (await RunAsync(home, "sessions", "explain", "work")).Output, StringComparison.Ordinal);
        Assert.Contains("cli:work:main", (await RunAsync(home, "sessions", "erase", "work#1", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Equal("1 sound, 0 damaged.\n", (await RunAsync(home, "sessions", "verify", "wor")).Output);
        var (code, _, error) = await RunAsync(home, "sessions", "delete", "gar", "--yes");
        Assert.Equal(2, code);
        Assert.Contains("cli:garage:main, cli:garden:main", error, StringComparison.Ordinal);
        Assert.Contains("cli:work:main", (await RunAsync(home, "sessions", "archive", "wo")).Output, StringComparison.Ordinal);
        Assert.Contains("cli:work:main", (await RunAsync(home, "sessions", "restore", "wo")).Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(home, "sessions", "show", "cli:gard:main")).Code);
    }

    [Fact]
    public async Task Completion_OfFiles_OffersThem()
    {
        using var home = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(home.Path, "notes.md"), "");
        Directory.CreateDirectory(Path.Combine(home.Path, "novels"));
        var line = $"lurkbot sessions import {home.Path}/no";
        var (_, output, _) = await RunAsync(home, $"[suggest:{line.Length}]", line);
        Assert.Equal([$"{home.Path}/notes.md", $"{home.Path}/novels/"], output.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
        Assert.DoesNotContain("/?", (await RunAsync(home, "[suggest:8]", "lurkbot ")).Output, StringComparison.Ordinal);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static async Task<(int Code, string Output, string Error)> RunAsync(TemporaryFolder home, params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"));
        return await process.FinishAsync();
    }
}
