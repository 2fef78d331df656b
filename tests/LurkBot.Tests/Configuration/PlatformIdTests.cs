using LurkBot.Channels;
using LurkBot.Configuration;

namespace LurkBot.Tests.Configuration;

/// <summary>People and groups of a platform are named by ids, never by names (RULES LE11).</summary>
public sealed class PlatformIdTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("OWNER", "ada", "lurkbot pairing list shows the id")]
    [InlineData("OWNER", "-42", "lurkbot pairing list shows the id")]
    [InlineData("ALLOWLIST", "43,@bob", "lurkbot pairing list shows the id")]
    [InlineData("ALLOWED_GROUPS", "Lunch", "in reply to /status there")]
    [InlineData("ALLOWED_GROUPS", "5001", "in reply to /status there")]
    public void Load_ANameInThePlaceOfAnId_IsAnErrorThatSaysWhereTheIdIs(string setting, string value, string where)
    {
        var error = Assert.Single(Load(setting, value).Errors);
        Assert.StartsWith($"LURKBOT_TELEGRAM__{setting}={value} (environment) is not accepted: give ", error, StringComparison.Ordinal);
        Assert.Contains(where, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OWNER", "42")]
    [InlineData("ALLOWLIST", "43, 44")]
    [InlineData("ALLOWED_GROUPS", "-5001,-1001000000007")]
    public void Load_Ids_AreAccepted(string setting, string value) => Assert.Empty(Load(setting, value).Errors);

    private LoadedConfiguration Load(string setting, string value) => ConfigurationLoader.Load(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path, [$"LURKBOT_TELEGRAM__{setting}"] = value },
        new SettingsCatalogue([.. BuiltInSettings.All, ChannelSettings.All, ChannelSettings.Telegram]));
}
