using LurkBot.Configuration;
using LurkBot.Sessions;
using LurkBot.Workspaces;

namespace LurkBot.Tests.Workspaces;

public sealed class WorkspaceFolderTests
{
    [Theory]
    [InlineData(null, "/home/workspaces/slack_C1%2F2_topic")]
    [InlineData("/w", "/w/slack_C1%2F2_topic")]
    [InlineData("/w/<session_key>/files", "/w/slack_C1%2F2_topic/files")]
    public void Of_Template_HoldsTheSessionsFileName(string? template, string expected)
    {
        var options = new LurkBotOptions { Home = "/home" };
        options.Sessions.Workspace = template;
        Assert.Equal(expected, WorkspaceFolder.Of(options, SessionKey.Parse("slack:C1/2:topic")));
    }

    [Theory]
    [InlineData("~/w/<session_key>", 0)]
    [InlineData("w", 1)]
    [InlineData("/w/<session_key>/../x", 1)]
    public void Load_Workspace_IsAbsoluteAndLeadsNowhereElse(string text, int errors)
    {
        using var home = new TemporaryFolder();
        var loaded = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path, ["LURKBOT_SESSION_WORKSPACE"] = text });
        Assert.Equal(errors, loaded.Errors.Count);
        Assert.True(errors > 0 || Path.IsPathFullyQualified(loaded.Options.Sessions.Workspace!));
    }

    [Fact]
    public void Check_LinkIntoTheHome_IsRefusedBeforeAnythingIsMade()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var home = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(elsewhere.Path, "link"), home.Path);
        var folder = Path.Combine(elsewhere.Path, "link", "sessions", "telegram_1_group");
        Assert.Throws<WorkspaceException>(() => WorkspaceFolder.Check(home.Path, folder, isOwners: false));
        Assert.False(Directory.Exists(Path.Combine(home.Path, "sessions")));
        WorkspaceFolder.Check(home.Path, Path.Combine(home.Path, "workspaces", "a"), isOwners: false);
        Assert.Throws<WorkspaceException>(() => WorkspaceFolder.Check(home.Path, Path.Combine(home.Path, "workspaces", "a"), isOwners: true));
        WorkspaceFolder.Check(home.Path, elsewhere.Path, isOwners: true);
    }
}
