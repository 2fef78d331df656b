using LurkBot.Configuration;
using LurkBot.Settings;

namespace LurkBot.Tests.Configuration;

/// <summary>A feature of another assembly adds settings as those of this one do.</summary>
public sealed class SettingsCatalogueTests : IDisposable
{
    private static readonly SettingContribution Doors = SettingContribution.From<DoorOptions>(
        options => options.Of<DoorOptions>(),
        [
            new("LURKBOT_DOOR_PORT", "80", "a number, 1 to 65535", "The port.", (options, text) => SettingParser.Number(text, 1, 65_535, value => options.Port = value)),
            new("LURKBOT_DOOR_KEY", null, "a key", "The key.", (options, text) => SettingParser.Key(text, value => options.Key = value), isSecret: true),
        ],
        [new("DOOR", "text", "The door of one session.", (options, key, text) => SettingParser.Set(text, value => options.Doors[key] = value))],
        [new("DOOR", "text", "The door of one channel.", (options, channel, text) => SettingParser.Set(text, value => options.Doors[channel] = value))],
        options => options.Port == 81 ? ["81 is taken."] : []);

    private readonly SettingsCatalogue catalogue = new([.. BuiltInSettings.All, Doors]);
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Load_ContributedSettings_AreBoundShownAndMasked()
    {
        var environment = Environment(("LURKBOT_DOOR_PORT", "8080"), ("LURKBOT_DOOR_KEY", "abcdefghijkl"), ("LURKBOT_SESSION__CLI_DEFAULT_MAIN__DOOR", "left"), ("LURKBOT_SLACK__DOOR", "right"));
        var loaded = ConfigurationLoader.Load(environment, catalogue);
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        var doors = loaded.Options.Of<DoorOptions>();
        Assert.Equal((8080, "abcdefghijkl", "left", "right"), (doors.Port, doors.Key, doors.Doors["CLI_DEFAULT_MAIN"], doors.Doors["SLACK"]));
        Assert.DoesNotContain(loaded.Values, value => value.Value?.Contains("abcdefghijkl", StringComparison.Ordinal) == true);
        Assert.Equal(["abcdefghijkl"], ConfigurationLoader.Secrets(environment, catalogue));
        Assert.Equal(4, ConfigurationLoader.Load(environment).Warnings.Count);
    }

    [Theory]
    [InlineData("0", "LURKBOT_DOOR_PORT=0 (environment) is not accepted: give a number, 1 to 65535.")]
    [InlineData("81", "81 is taken.")]
    public void Load_ContributedSettingThatIsWrong_IsAnError(string port, string error) =>
        Assert.Equal(error, Assert.Single(ConfigurationLoader.Load(Environment(("LURKBOT_DOOR_PORT", port)), catalogue).Errors));

    [Fact]
    public void Load_MistypedContributedSetting_IsWarnedOfWithTheNearest() =>
        Assert.EndsWith("Did you mean LURKBOT_DOOR_PORT?", Assert.Single(ConfigurationLoader.Load(Environment(("LURKBOT_DOR_PORT", "1")), catalogue).Warnings), StringComparison.Ordinal);

    [Fact]
    public void Create_TwoSettingsOfOneName_Throws() => Assert.Throws<ArgumentException>(() => new SettingsCatalogue([Doors, Doors]));

    private Dictionary<string, string?> Environment(params (string Name, string Value)[] variables) =>
        variables.Append(("LURKBOT_HOME", home.Path)).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2, StringComparer.Ordinal);

    private sealed class DoorOptions
    {
        public int Port { get; set; } = 80;

        public string? Key { get; set; }

        public Dictionary<string, string> Doors { get; } = new(StringComparer.Ordinal);
    }
}
