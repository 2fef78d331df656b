using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>Homes and the processes that use them.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Home_IsTheSameForEachProcess()
    {
        using var one = new StoreProcess(home.Path);
        using var other = new StoreProcess(home.Path);
        Assert.Equal(one.Home, other.Home);
        Assert.NotEqual(one.Id, other.Id);
        Assert.NotEqual(one.Home, new StoreProcess(home: null).Home);
    }

    [Fact]
    public void Home_EmptyFile_IsAnErrorThatNamesIt()
    {
        File.WriteAllText(Path.Combine(home.Path, "home.id"), "");
        using var process = new StoreProcess(home.Path);
        Assert.Contains("home.id", Assert.Throws<LurkBotException>(() => process.Home).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsAlive_AsLongAsTheProcessIs()
    {
        using var me = new StoreProcess(home.Path);
        var other = new StoreProcess(home.Path);
        Assert.False(me.IsAlive(other.Id));
        other.Announce();
        Assert.True(me.IsAlive(other.Id));
        other.Dispose();
        Assert.False(me.IsAlive(other.Id));
        Assert.False(me.IsAlive("../../etc/passwd"));
        Assert.True(me.IsAlive(me.Id));
    }
}
