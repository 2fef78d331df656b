using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Workspaces;

namespace LurkBot.Tests.Cli;

/// <summary>A history comes under a key with other readers or more trust only after an explained yes, at every door.</summary>
public sealed class TrustChangeProgramTests : IDisposable
{
    private const string Group = "telegram:5:group";
    private const string Main = "cli:mine:main";

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(2, "could learn from now on", "sessions", "rename", Main, Group)]
    [InlineData(2, "could learn from now on", "sessions", "fork", Main, "--as", Group)]
    [InlineData(2, "could learn from now on", "chat", "--session", "cli:mine:group", "hi")]
    [InlineData(2, "would be treated with full trust", "sessions", "rename", "telegram:6:dm", "telegram:6:main")]
    [InlineData(2, "would be treated with full trust", "sessions", "fork", "telegram:6:dm", "--as", "cli:new:main")]
    [InlineData(2, "would be treated with full trust", "chat", "--session", "telegram:6:main", "hi")]
    public async Task EachCommand_WithoutAYes_RefusesAndExplainsAndChangesNothing(int expected, string why, params string[] arguments)
    {
        await MakeAsync(Main, Trust.Full);
        await MakeAsync("telegram:6:dm", Trust.Low);
        foreach (var more in (string[][])[[], arguments[0] is "chat" ? [] : ["--yes"]])
        {
            var (code, _, error) = await RunAsync([.. arguments, .. more]);
            Assert.Equal(expected, code);
            if (more.Length == 0)
            {
                Assert.Contains(why, error, StringComparison.Ordinal);
                Assert.Contains(arguments[0] is "chat" ? "lurkbot sessions rename" : "Pass --change-trust.", error, StringComparison.Ordinal);
            }
        }

        Assert.Equal([Main, "telegram:6:dm"], (await Store.ListAsync(default)).Sessions.Select(info => info.Key.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rename_WithChangeTrust_EndsApprovalsLeavesTheWorkspaceAndKeepsSenders()
    {
        var id = await MakeAsync(Main, Trust.Full);
        await MakeAsync("cli:other:main", Trust.Full);
        var other = (await Store.FindAsync(SessionKey.Parse("cli:other:main"), default))!.Id;
        var approvals = new ToolApprovals(home.Path);
        approvals.Add(new ToolApproval("bash", id, "make test"));
        approvals.Add(new ToolApproval("bash", other, "make test"));
        var claims = new WorkspaceClaims(home.Path, new WorkspaceOptions());
        Directory.CreateDirectory(Path.Combine(home.Path, "workspaces", "cli_mine_main"));
        claims.Take(SessionKey.Parse(Main), id);

        Assert.Contains("Its workspace stays behind: ", (await RunAsync("sessions", "rename", Main, Group, "--change-trust")).Output, StringComparison.Ordinal);
        Assert.Equal(other, Assert.Single(approvals.Read()).Session);
        Assert.True(Directory.Exists(Path.Combine(home.Path, "workspaces", "cli_mine_main")));
        claims.Take(SessionKey.Parse(Group), id);
        Assert.False(Directory.Exists(Path.Combine(home.Path, "workspaces", "telegram_5_group")));

        await using var session = await Store.OpenAsync(SessionKey.Parse(Group), default);
        Assert.Equal(id, session!.Info.Id);
        Assert.Equal(Trust.Full, Assert.IsType<UserEntry>((await session.ReadAllAsync(default))[0]).Sender!.Trust);
    }

    [Fact]
    public async Task Rename_ThatFails_KeepsApprovals()
    {
        var id = await MakeAsync(Main, Trust.Full);
        await MakeAsync(Group, Trust.Low);
        var approvals = new ToolApprovals(home.Path);
        approvals.Add(new ToolApproval("bash", id, "make test"));
        Assert.NotEqual(0, (await RunAsync("sessions", "rename", Main, Group, "--change-trust")).Code);
        Assert.Equal(id, Assert.Single(approvals.Read()).Session);
    }

    [Fact]
    public async Task Fork_WithChangeTrust_GivesAGroupsHistoryToTheOwnerWithItsSenders()
    {
        await MakeAsync(Group, Trust.Low);
        Assert.Equal(0, (await RunAsync("sessions", "fork", Group, "--as", Main, "--change-trust")).Code);
        await using var session = await Store.OpenAsync(SessionKey.Parse(Main), default);
        Assert.Equal(Trust.Low, Assert.IsType<UserEntry>((await session!.ReadAllAsync(default))[0]).Sender!.Trust);
    }

    [Fact]
    public async Task Rename_OnATerminal_AsksAfterExplaining()
    {
        await MakeAsync(Group, Trust.Low);
        foreach (var (answer, key) in ((string, string)[])[("n", Group), ("y", Main)])
        {
            using var terminal = new PseudoTerminal($"sessions rename {Group} {Main}", ("LURKBOT_HOME", home.Path));
            await terminal.SeeAsync("[y/N]");
            Assert.Contains("would be treated with full trust", terminal.Seen, StringComparison.Ordinal);
            await terminal.TypeAsync(answer + "\n");
            await terminal.ExitCodeAsync();
            Assert.NotNull(await Store.FindAsync(SessionKey.Parse(key), default));
        }
    }

    [Fact]
    public async Task Chat_WithANewGroupsKey_SaysThatItBegins()
    {
        Assert.Contains($"There is no session {Group} yet.", (await RunAsync("chat", "--session", Group, "hi")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("There is no session", (await RunAsync("chat", "--session", Group, "hi")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_SessionThatIsHereUnderAnotherKey_WantsAYes()
    {
        await MakeAsync(Group, Trust.Low);
        var file = Path.Combine(home.Path, "export.json");
        Assert.Equal(0, (await RunAsync("sessions", "export", Group, "-o", file)).Code);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace(Group, Main, StringComparison.Ordinal).Replace("\"type\":\"group\"", "\"type\":\"main\"", StringComparison.Ordinal).Replace("\"channel\":\"telegram\"", "\"channel\":\"cli\"", StringComparison.Ordinal).Replace("\"chat_id\":\"5\"", "\"chat_id\":\"mine\"", StringComparison.Ordinal));
        var (code, output, error) = await RunAsync("sessions", "import", file);
        Assert.Equal(1, code);
        Assert.Contains("would be treated with full trust", output + error, StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync(SessionKey.Parse(Main), default));
        Assert.Equal(0, (await RunAsync("sessions", "import", file, "--change-trust")).Code);
        Assert.NotNull(await Store.FindAsync(SessionKey.Parse(Main), default));
    }

    [Fact]
    public async Task Import_FileWithTheIdOfADeletedSession_GetsNeitherItsApprovalsNorItsWorkspace()
    {
        var id = await MakeAsync(Main, Trust.Full);
        var file = Path.Combine(home.Path, "export.json");
        Assert.Equal(0, (await RunAsync("sessions", "export", Main, "-o", file)).Code);
        new ToolApprovals(home.Path).Add(new ToolApproval("bash", id, "make test"));
        Assert.Equal(0, (await RunAsync("sessions", "delete", Main, "--yes")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "import", file)).Code);
        Assert.NotEqual(id, (await Store.FindAsync(SessionKey.Parse(Main), default))!.Id);
    }

    private FileSessionStore Store => new(home.Path, TimeProvider.System);

    private async Task<SessionId> MakeAsync(string key, Trust trust)
    {
        Assert.True(await Store.CreateAsync(new NewSession(SessionKey.Parse(key), DateTimeOffset.UnixEpoch, [new UserEntry { Content = "hello", Sender = new Sender("7", "Ann", trust) }, new AssistantEntry { Content = "Hi." }]), default));
        return (await Store.FindAsync(SessionKey.Parse(key), default))!.Id;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path), ("LURKBOT_DEFAULT_MODEL", "offline")).FinishAsync();
}
