using LurkBot.Channels;
using LurkBot.Configuration;

namespace LurkBot.Tests.Configuration;

/// <summary>People and groups of a platform are named by ids, never by names (RULES LE11).</summary>
public sealed class PlatformIdTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("TELEGRAM__OWNER", "ada", "lurkbot pairing list shows the id")]
    [InlineData("TELEGRAM__OWNER", "-42", "lurkbot pairing list shows the id")]
    [InlineData("TELEGRAM__ALLOWLIST", "43,@bob", "lurkbot pairing list shows the id")]
    [InlineData("TELEGRAM__ALLOWED_GROUPS", "Lunch", "in reply to /status there")]
    [InlineData("TELEGRAM__ALLOWED_GROUPS", "5001", "in reply to /status there")]
    [InlineData("DISCORD__OWNER", "ada#1234", "Developer Mode")]
    [InlineData("DISCORD__ALLOWED_CHANNELS", "general", "Developer Mode")]
    [InlineData("SLACK__OWNER", "@ada", "Copy member ID")]
    [InlineData("SLACK__ALLOWLIST", "T024BE7LD/", "Copy member ID")]
    [InlineData("SLACK__ALLOWED_GROUPS", "#general", "channel's details")]
    public void Load_ANameInThePlaceOfAnId_IsAnErrorThatSaysWhereTheIdIs(string setting, string value, string where)
    {
        var error = Assert.Single(Load(setting, value).Errors);
        Assert.StartsWith($"LURKBOT_{setting}={value} (environment) is not accepted: give ", error, StringComparison.Ordinal);
        Assert.Contains(where, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TELEGRAM__OWNER", "42")]
    [InlineData("TELEGRAM__ALLOWLIST", "43, 44")]
    [InlineData("TELEGRAM__ALLOWED_GROUPS", "-5001,-1001000000007")]
    [InlineData("DISCORD__OWNER", "80351110224678912")]
    [InlineData("SLACK__ALLOWLIST", "U012AB3CD,T024BE7LD/W012AB3CD")]
    [InlineData("SLACK__ALLOWED_GROUPS", "C012AB3CD,G012AB3CD")]
    public void Load_Ids_AreAccepted(string setting, string value) => Assert.Empty(Load(setting, value).Errors);

    private LoadedConfiguration Load(string setting, string value) => ConfigurationLoader.Load(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path, ["LURKBOT_" + setting] = value },
        new SettingsCatalogue([.. BuiltInSettings.All, ChannelSettings.All, ChannelSettings.Telegram, ChannelSettings.Discord, ChannelSettings.Slack]));
}
