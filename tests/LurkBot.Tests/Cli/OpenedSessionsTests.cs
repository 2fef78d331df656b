using System.Text.RegularExpressions;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Cli;

/// <summary>Which sessions' files a chat opens, as strace sees it.</summary>
public sealed partial class OpenedSessionsTests : IDisposable
{
    private const int Sessions = 3000;
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chat_WithSettingsOfItsSessionAmongThousands_OpensOnlyTheOneWithAHashedName(bool sessionIsThere)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "strace"))), "There is no strace here.");
        var hashed = SessionKey.Create("cli", new string('h', 300), SessionType.Main);
        var store = new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        await MakeAsync(store, hashed);
        for (var i = 2; i < Sessions; i++)
            await MakeAsync(store, SessionKey.Create("cli", $"{i}", SessionType.Main));
        if (sessionIsThere)
            await MakeAsync(store, SessionKey.Create("cli", "default", SessionType.Main));

        // One file for each thread: in a common one the lines of two threads break each other.
        var trace = Path.Combine(home.Path, "trace");
        (string, string)[] settings =
        [
            ("LURKBOT_HOME", home.Path),
            ("LURKBOT_SESSION__CLI_DEFAULT_MAIN__MODEL", "offline"),
            ("LURKBOT_SESSION__CLI_DEFAULT_MAIN__SYSTEM_PROMPT", "Be brief."),
            ("LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "read"),
            ("LURKBOT_SESSION__CLI_DEFAULT_MAIN__BUDGET_TOKENS", "100000"),
        ];
        using var process = ChildProcess.Start("strace", ["-ff", "-qq", "-e", "trace=open,openat,openat2", "-o", trace, "dotnet", ChildProcess.LurkBot, "chat", "hi"], settings);
        var (code, _, error) = await process.FinishAsync();
        Assert.True(code == 0, error);
        Assert.DoesNotContain("could mean", error, StringComparison.Ordinal);
        var opened = Directory.GetFiles(home.Path, "trace.*").SelectMany(File.ReadLines).Select(line => SessionFile().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value).ToList();
        Assert.Contains("cli_default_main.json", opened);
        Assert.Equal([SessionFileName.For(hashed)], opened.Where(name => name is not "cli_default_main.json"));
    }

    private static async Task MakeAsync(FileSessionStore store, SessionKey key) =>
        Assert.True(await store.CreateAsync(new NewSession(key, DateTimeOffset.UnixEpoch, [new UserEntry { Content = "hello" }]), default));

    /// <summary>An open of a session's file that succeeded.</summary>
    [GeneratedRegex("""open\w*\(.*"(?:[^"]*/)?(?<name>[^"/]+_main\.json)".* = \d+""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SessionFile();
}
