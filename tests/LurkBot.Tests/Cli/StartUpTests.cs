namespace LurkBot.Tests.Cli;

/// <summary>Commands that are typed often do not pay for those that are not.</summary>
public sealed class StartUpTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(false, "--version")]
    [InlineData(false, "sessions", "list")]
    [InlineData(false, "sessions", "list", "--json")]
    [InlineData(true, "config", "show", "--json")]
    public async Task Start_OnlyWhatPrintsRecords_LoadsTheirJson(bool isLoaded, params string[] arguments)
    {
        var compiled = Path.Combine(home.Path, "compiled");
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path), ("DOTNET_JitStdOutFile", compiled), ("DOTNET_JitDisasmSummary", "1"), ("DOTNET_ReadyToRun", "0")]);
        Assert.Equal(0, (await process.FinishAsync()).Code);
        var methods = await File.ReadAllTextAsync(compiled);
        Assert.Contains("LurkBot.Cli.", methods, StringComparison.Ordinal);
        Assert.Equal(isLoaded, methods.Contains("ReportJson:", StringComparison.Ordinal));
    }
}
