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
        options.Workspaces.Folder = template;
        Assert.Equal(expected, WorkspaceFolder.Of(options.Home, options.Workspaces, SessionKey.Parse("slack:C1/2:topic")));
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
        Assert.True(errors > 0 || Path.IsPathFullyQualified(loaded.Options.Workspaces.Folder!));
    }

    [Fact]
    public void Check_LinkIntoTheHome_IsRefusedBeforeAnythingIsMade()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var home = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var options = new LurkBotOptions { Home = home.Path };
        Directory.CreateSymbolicLink(Path.Combine(elsewhere.Path, "link"), home.Path);
        var folder = Path.Combine(elsewhere.Path, "link", "sessions", "telegram_1_group");
        Assert.Throws<WorkspaceException>(() => WorkspaceFolder.Check(options.Home, options.Workspaces, folder, isOwners: false));
        Assert.False(Directory.Exists(Path.Combine(home.Path, "sessions")));
        WorkspaceFolder.Check(options.Home, options.Workspaces, Path.Combine(home.Path, "workspaces", "a"), isOwners: false);
        Assert.Throws<WorkspaceException>(() => WorkspaceFolder.Check(options.Home, options.Workspaces, Path.Combine(home.Path, "workspaces", "a"), isOwners: true));
        WorkspaceFolder.Check(options.Home, options.Workspaces, elsewhere.Path, isOwners: true);
    }

    [Theory]
    [InlineData("work/<session_key>", "work")]
    [InlineData("work/<session_key>/files", "work/telegram_1_dm/files")]
    [InlineData("work/x<session_key>", "work/mine")]
    [InlineData("work", "")]
    [InlineData("work/one", "work")]
    public void Check_OwnersFolderThatOthersHave_IsRefused(string setting, string named)
    {
        using var home = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        var options = new LurkBotOptions { Home = home.Path };
        options.Workspaces.Folder = Path.Combine(outside.Path, setting);
        Assert.Contains("holds workspaces of sessions", Assert.Throws<WorkspaceException>(() => WorkspaceFolder.Check(options.Home, options.Workspaces, Path.Combine(outside.Path, named), isOwners: true)).Message, StringComparison.Ordinal);
        WorkspaceFolder.Check(options.Home, options.Workspaces, Path.Combine(outside.Path, "workbench"), isOwners: true);
        WorkspaceFolder.Check(options.Home, options.Workspaces, WorkspaceFolder.Of(options.Home, options.Workspaces, SessionKey.Parse("telegram:1:dm")), isOwners: false);
    }

    [Theory]
    [InlineData("/proc", false)]
    [InlineData("/proc/self", false)]
    [InlineData("/sys/kernel", false)]
    [InlineData("/dev", false)]
    [InlineData("/dev/shm", true)]
    [InlineData("/proc/self/root/usr", true)]
    [InlineData("/usr", true)]
    public void Check_WhatTheKernelShows_IsNoWorkspace(string folder, bool accepted)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is Linux's.");
        using var home = new TemporaryFolder();
        var check = Record.Exception(() => WorkspaceFolder.Check(home.Path, new WorkspaceOptions(), folder, isOwners: true));
        Assert.Equal(accepted, check is null);
    }

    [Theory]
    [InlineData("sessions/<session_key>", false)]
    [InlineData("<session_key>", false)]
    [InlineData("workspaces", true)]
    [InlineData("workspaces/all/<session_key>", true)]
    public void SettingProblem_FolderOfTheHome_IsOnlyWhereWorkspacesAre(string setting, bool accepted)
    {
        using var home = new TemporaryFolder();
        var options = new LurkBotOptions { Home = home.Path };
        options.Workspaces.Folder = Path.Combine(home.Path, setting);
        Assert.Equal(accepted, WorkspaceFolder.SettingProblem(options.Home, options.Workspaces) is null);
        Assert.Null(WorkspaceFolder.SettingProblem(home.Path, new WorkspaceOptions()));
        options.Workspaces.Folder = Path.Combine(home.Path, "..", Path.GetFileName(home.Path), "file", "<session_key>");
        File.WriteAllText(Path.Combine(home.Path, "file"), "");
        Assert.Contains("is a file", WorkspaceFolder.SettingProblem(options.Home, options.Workspaces), StringComparison.Ordinal);
    }
}
