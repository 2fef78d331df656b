using System.Text.Json;

namespace LurkBot.Tests.Facts;

/// <summary><c>lurkbot memory</c>.</summary>
public sealed class MemoryProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task AddToErase_TellsEachChange_AndLeavesNoWordOnDisk()
    {
        Assert.Equal("Remembered: #1 I drink tea\n", await RunAsync(0, "memory", "add", "I drink tea"));
        using var edited = JsonDocument.Parse(await RunAsync(0, "memory", "edit", "1", "I drink zubrowka", "--json"));
        Assert.Equal(("2", "memory:owner:dm", "remembered", "full"), (Text(edited, "id"), Text(edited, "memory"), Text(edited, "state"), Text(edited, "trust")));
        await RunAsync(0, "memory", "add", "Speak slowly", "--of", "telegram:-100:group");
        Assert.Equal("- I drink zubrowka\n", await RunAsync(0, "memory", "export"));
        Assert.DoesNotContain("memory:", await RunAsync(0, "sessions", "list"), StringComparison.Ordinal);
        Assert.Contains("There is no fact 9", await RunAsync(3, "memory", "forget", "9"), StringComparison.Ordinal);
        Assert.Contains("neither an account", await RunAsync(2, "memory", "list", "--of", "nobody"), StringComparison.Ordinal);
        await RunAsync(0, "memory", "erase", "2", "--yes");
        Assert.DoesNotContain(Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("I drink", StringComparison.Ordinal));
        using var group = JsonDocument.Parse(await RunAsync(0, "memory", "list", "--of", "telegram:-100:group", "--json"));
        Assert.Equal("Speak slowly", Assert.Single(group.RootElement.GetProperty("facts").EnumerateArray()).GetProperty("fact").GetString());
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();

    private async Task<string> RunAsync(int code, params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path)]);
        var result = await process.FinishAsync();
        Assert.True(result.Code == code, $"{result.Code}: {result.Output}{result.Error}");
        return code == 0 ? result.Output : result.Error;
    }
}
