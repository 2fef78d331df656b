using LurkBot.Configuration;
using LurkBot.Interop;

namespace LurkBot.Tests.Configuration;

public sealed class HomeSafetyTests
{
    private const string Users = "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\nother:x:1001:1001::/home/other:/bin/sh\n";
    private const string Groups = "me:x:1000:\nother:x:1001:me\nstaff:x:50:other\nmine:x:60:me\n";

    [Theory]
    [InlineData(0x1C0, 1000u, 1000u, null)] // 0700
    [InlineData(0x1FD, 1000u, 1000u, null)] // 0775 with the user's own group
    [InlineData(0x1F8, 1000u, 60u, null)] // 0770 with a group of this user alone
    [InlineData(0x1ED, 0u, 0u, null)] // 0755, root's
    [InlineData(0x1FD, 1000u, 1001u, "chmod g-w '/home/my bot'")] // the group of another user
    [InlineData(0x1FD, 1000u, 50u, "chmod g-w '/home/my bot'")] // a group with another user
    [InlineData(0x1FD, 1000u, 77u, "chmod g-w '/home/my bot'")] // a group that is not listed
    [InlineData(0x1FF, 1000u, 1000u, "chmod go-w '/home/my bot'")] // 0777
    [InlineData(0x1C0, 1001u, 1001u, "sudo chown -R 1000 '/home/my bot'")] // another's
    public void Problem_WhoCanWrite_IsRefusedWithTheCommand(int mode, uint user, uint group, string? command)
    {
        var problem = HomeSafety.Problem("/home/my bot", new FileOwner(mode, user, group), 1000, path => path is "/etc/passwd" ? Users : Groups);
        if (command is null)
            Assert.Null(problem);
        else
            Assert.EndsWith(command, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("config.json")]
    [InlineData(".env")]
    public void Load_FileThatEverybodyCanWrite_IsAnError(string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var home = new TemporaryFolder();
        var path = Path.Combine(home.Path, name);
        if (name.Length > 0)
            File.WriteAllText(path, name is ".env" ? "" : "{}");
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path };
        Assert.Empty(ConfigurationLoader.Load(variables).Errors);
        File.SetUnixFileMode(path, (UnixFileMode)(name.Length > 0 ? 0x1B6 : 0x1FF));
        Assert.Contains("chmod go-w", Assert.Single(ConfigurationLoader.Load(variables).Errors), StringComparison.Ordinal);
        File.SetUnixFileMode(path, (UnixFileMode)0x1C0);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData(".env")]
    public void Load_FolderInTheFilesPlace_IsAnError(string name)
    {
        using var home = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(home.Path, name));
        var errors = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path }).Errors;
        Assert.EndsWith($"{name} is a folder, and should be a file.", Assert.Single(errors), StringComparison.Ordinal);
    }
}
