namespace LurkBot.Tests.Cli;

/// <summary>Without a folder of the user's own there is an error, and nothing is taken in its place.</summary>
public sealed class HomeFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Homes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var command in (string[])["sessions list", "sessions search x", "chat hi", "config show", "config validate", "usage", "models list", "sessions verify"])
            {
                foreach (var home in (string[])["", "relative/home", "/nonexistent/home", "/etc/hostname"])
                    data.Add(command, home);
            }

            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Homes))]
    public async Task Home_ThatIsNone_IsAnErrorForEveryCommand(string command, string home)
    {
        var (code, output, error) = await RunAsync(command, ("HOME", home), ("LURKBOT_HOME", ""));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("HOME", error, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_HOME", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("/.lurkbot"));
        Assert.False(Directory.Exists("/nonexistent"));
    }

    [Theory]
    [InlineData("HOME")]
    [InlineData("LURKBOT_HOME")]
    public async Task Home_ThatWorks_NeedsNoOther(string variable)
    {
        var (code, output, error) = await RunAsync("chat -m offline hi", ("HOME", "relative"), ("LURKBOT_HOME", ""), (variable, folder.Path));
        Assert.Equal((0, ""), (code, error));
        Assert.NotEmpty(output);
        Assert.True(Directory.Exists(Path.Combine(folder.Path, variable == "HOME" ? ".lurkbot" : "", "sessions")));
    }

    [Fact]
    public async Task LurkBotHome_Relative_IsShownAsTheFolderThatItMeans()
    {
        var (code, output, _) = await RunAsync("config show", ("LURKBOT_HOME", "relative/../data"));
        Assert.Equal(0, code);
        Assert.Contains($"{Path.GetFullPath("data")}  [environment]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LurkBotHome_ThatIsAFile_IsAnError()
    {
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var (code, output, error) = await RunAsync("sessions list", ("LURKBOT_HOME", file));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("is not a folder", error, StringComparison.Ordinal);
    }

    /// <summary>As after one run with sudo; root itself may read all.</summary>
    [Fact]
    public async Task Home_OfAnotherUser_IsAnError()
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/usr/bin/setpriv") || Environment.UserName != "root")
            return;
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var closed = Path.Combine(folder.Path, ".lurkbot");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var trial = ChildProcess.Start("setpriv", ["--reuid", "65534", "--clear-groups", "test", "-r", ChildProcess.LurkBot], []);
        if ((await trial.FinishAsync()).Code != 0)
            return;
        using var process = ChildProcess.Start("setpriv", ["--reuid", "65534", "--clear-groups", "dotnet", ChildProcess.LurkBot, "sessions", "list"], [("HOME", folder.Path), ("LURKBOT_HOME", "")]);
        var (code, output, error) = await process.FinishAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(closed, error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string arguments, params (string Name, string Value)[] variables)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments.Split(' ')], variables);
        return await process.FinishAsync();
    }
}
