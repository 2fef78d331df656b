using LurkBot.Configuration;

namespace LurkBot.Tests.Configuration;

public sealed class SandboxSettingTests
{
    [Theory]
    [InlineData("LURKBOT_SANDBOX_MEMORY_LIMIT", "16m", true)]
    [InlineData("LURKBOT_SANDBOX_MEMORY_LIMIT", "1t", true)]
    [InlineData("LURKBOT_SANDBOX_MEMORY_LIMIT", "15m", false)]
    [InlineData("LURKBOT_SANDBOX_MEMORY_LIMIT", "1025g", false)]
    [InlineData("LURKBOT_SANDBOX_MEMORY_LIMIT", "9223372036854775807", false)]
    [InlineData("LURKBOT_SANDBOX_DISK", "100t", true)]
    [InlineData("LURKBOT_SANDBOX_FILES", "100", true)]
    [InlineData("LURKBOT_SANDBOX_FILES", "99", false)]
    [InlineData("LURKBOT_SANDBOX_DISK", "101t", false)]
    [InlineData("LURKBOT_SANDBOX_DISK", "9223372036854775807", false)]
    public void Load_Size_IsWithinWhatMakesSense(string name, string text, bool good)
    {
        using var home = new TemporaryFolder();
        var loaded = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path, [name] = text });
        Assert.Equal(good, loaded.Errors.Count == 0);
    }
}
