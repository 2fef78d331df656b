using LurkBot.Configuration;

namespace LurkBot.Tests.Configuration;

/// <summary>A variable is set in <c>.env</c>, and everything else there stays.</summary>
public sealed class DotEnvFileTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    private string FilePath => Path.Combine(home.Path, ".env");

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(null, "T=new\n")]
    [InlineData("", "T=new\n")]
    [InlineData("# keys\nA=1", "# keys\nA=1\nT=new\n")]
    [InlineData("A=1\nexport T = 'old' # mine\n\nB=2\n", "A=1\nT=new\n\nB=2\n")]
    [InlineData("T=first\nTT=x\nT=second\n#T=third\n", "TT=x\nT=new\n#T=third\n")]
    [InlineData("T=\"torn\nA=1\n", "T=new\nA=1\n")]
    [InlineData("A=1\r\nT=old\r\n", "A=1\r\nT=new\r\n")]
    [InlineData("not a line\nA='x'\n", "not a line\nA='x'\nT=new\n")]
    public void Set_AnyFile_ChangesTheVariableOnly(string? before, string after)
    {
        if (before is not null)
            File.WriteAllText(FilePath, before);
        Assert.Equal(FilePath, DotEnvFile.Set(home.Path, "T", "new"));
        Assert.Equal(after, File.ReadAllText(FilePath));
        Assert.Equal("new", DotEnv.Read(File.ReadAllLines(FilePath), "").Values["T"]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Set_FileIsALink_WritesWhereItLeads()
    {
        var target = Path.Combine(home.Path, "dotfiles");
        File.WriteAllText(target, "A=1\n");
        File.CreateSymbolicLink(FilePath, target);
        DotEnvFile.Set(home.Path, "T", "new");
        Assert.Equal("A=1\nT=new\n", File.ReadAllText(target));
        Assert.NotNull(new FileInfo(FilePath).LinkTarget);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nB=1")]
    [InlineData("'")]
    public void Set_ValueThatWouldNotBeReadBack_IsRefused(string value) => Assert.Throws<ArgumentException>(() => DotEnvFile.Set(home.Path, "T", value));
}
