using LurkBot.Configuration;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Configuration;

/// <summary>A setting of a session that cannot be, or is probably mistyped, is not passed over in silence.</summary>
public sealed class SessionSettingNamesTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("cli_default_main", "TOOLS", "none", "CLI_DEFAULT_MAIN")]
    [InlineData("CLI_DEFAULT", "TOOLS", "none", "CLI_DEFAULT_MAIN")]
    [InlineData("CLI_DEFAULT_MIAN", "MODEL", "m", "CLI_DEFAULT_MAIN")]
    [InlineData("cli:default:main", "BUDGET_TOKENS", "5", "CLI_DEFAULT_MAIN")]
    [InlineData("CLI__DEFAULT__MAIN", "BUDGET_COST", "5", "CLI_DEFAULT_MAIN")]
    [InlineData("TELEGRAM_-100200_GROUP", "SYSTEM_PROMPT", "x", "TELEGRAM_100200_GROUP")]
    [InlineData("MATRIX_ROOM_A_GRUP", "TOOLS", "none", "MATRIX_ROOM_A_GROUP")]
    [InlineData("TELEGRAM_123456789123456789", "TOOLS", "none", null)]
    [InlineData("ß", "TOOLS", "none", null)]
    public void Load_NameThatNoSessionCanHave_IsAnErrorThatNamesTheNearest(string session, string setting, string text, string? nearest)
    {
        var name = $"LURKBOT_SESSION__{session}__{setting}";
        var loaded = Load((name, text));
        var error = Assert.Single(loaded.Errors);
        Assert.StartsWith($"{name} (environment) is of no session: ", error, StringComparison.Ordinal);
        if (nearest is null)
            Assert.DoesNotContain("Did you mean", error, StringComparison.Ordinal);
        else
            Assert.EndsWith($" Did you mean LURKBOT_SESSION__{nearest}__{setting}?", error, StringComparison.Ordinal);
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void Load_NameLikeThatOfASession_IsWarnedOfUntilThatSessionIsThere()
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "sessions"));
        Add("telegram:123456789:main");
        var loaded = Load(("LURKBOT_SESSION__TELEGRAM_123456798_MAIN__TOOLS", "none"), ("LURKBOT_SESSION__CLI_DEFUALT_MAIN__TOOLS", "none"));
        Assert.Empty(loaded.Errors);
        Assert.Equal(
            [
                "LURKBOT_SESSION__CLI_DEFUALT_MAIN__TOOLS (environment) is of a session that is not there. Did you mean LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS?",
                "LURKBOT_SESSION__TELEGRAM_123456798_MAIN__TOOLS (environment) is of a session that is not there. Did you mean LURKBOT_SESSION__TELEGRAM_123456789_MAIN__TOOLS?",
            ],
            loaded.Warnings.Order());
        Add("telegram:123456798:main");
        Assert.Single(Load(("LURKBOT_SESSION__TELEGRAM_123456798_MAIN__TOOLS", "none"), ("LURKBOT_SESSION__CLI_DEFUALT_MAIN__TOOLS", "none")).Warnings);
    }

    [Theory]
    [InlineData("LURKBOT_SESSION__TELEGRAM_5_DM__TOOLS")]
    [InlineData("LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS")]
    public void Load_SessionThatIsNotThereYet_MayHaveSettings(string name)
    {
        var loaded = Load((name, "none"));
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
    }

    [Theory]
    [InlineData("LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOLS", "LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS")]
    [InlineData("LURKBOT_SESSION__CLI_DEFAULT_MAIN_TOOLS", "LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS")]
    [InlineData("LURKBOT_SESSION__TOOLS", "LURKBOT_SESSION__<KEY>__TOOLS")]
    public void Load_NoSettingOfASession_IsWarnedOfWithTheNearest(string name, string nearest) =>
        Assert.Equal($"Unknown setting {name} (environment). Did you mean {nearest}?", Assert.Single(Load((name, "none")).Warnings));

    [Theory]
    [InlineData("LURKBOT_X", "")]
    [InlineData("LURKBOT_DEFAULT_MODLE", " Did you mean LURKBOT_DEFAULT_MODEL?")]
    public void Load_UnknownSetting_IsComparedWithoutThePrefixOfAll(string name, string hint) =>
        Assert.Equal($"Unknown setting {name} (environment).{hint}", Assert.Single(Load((name, "none")).Warnings));

    private void Add(string key) => File.WriteAllText(Path.Combine(home.Path, "sessions", SessionFileName.For(SessionKey.Parse(key))), "{}");

    private LoadedConfiguration Load(params (string Name, string Value)[] variables) => ConfigurationLoader.Load(
        variables.Append(("LURKBOT_HOME", home.Path)).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2, StringComparer.Ordinal));
}
