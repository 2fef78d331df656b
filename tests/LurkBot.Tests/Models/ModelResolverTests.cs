using LurkBot.Configuration;
using LurkBot.Models;
using LurkBot.Sessions;

namespace LurkBot.Tests.Models;

public sealed class ModelResolverTests
{
    private static readonly SessionKey Key = SessionKey.Parse("my-chat:C01/7:topic");

    [Theory]
    [InlineData("a", "b", "c", "d", "e", "a", "--model")]
    [InlineData(null, "b", "c", "d", "e", "b", "/model in the session")]
    [InlineData(null, null, "c", "d", "e", "c", "LURKBOT_SESSION__MY_CHAT_C01_7_TOPIC__MODEL")]
    [InlineData(null, null, null, "d", "e", "d", "LURKBOT_MY_CHAT__MODEL")]
    [InlineData(null, null, null, null, "e", "e", "LURKBOT_DEFAULT_MODEL")]
    [InlineData(" ", "", "\t", " d ", "e", "d", "LURKBOT_MY_CHAT__MODEL")]
    [InlineData(null, null, null, null, null, null, null)]
    public void Choose_NearestWishCounts_AndSaysWhy(string? commandLine, string? inSession, string? forSession, string? forChannel, string? forAll, string? model, string? source)
    {
        var choice = ModelResolver.Choose(Key, new ModelPreferences { CommandLine = commandLine, InSession = inSession, ForSession = forSession, ForChannel = forChannel, Default = forAll }, ModelCatalogue.BuiltIn);
        Assert.Equal((model, source), (choice?.Model, choice?.Source));
        Assert.Null(choice?.Alias);
    }

    [Fact]
    public void Choose_Alias_IsResolvedAndNamed()
    {
        var choice = ModelResolver.Choose(Key, new ModelPreferences { Default = "Opus" }, ModelCatalogue.BuiltIn);
        Assert.Equal(new ResolvedModel("claude-opus-5-5", "LURKBOT_DEFAULT_MODEL", "Opus"), choice);
    }

    [Fact]
    public void Load_ChannelAndSessionModels_AreBoundByName()
    {
        using var home = new TemporaryFolder();
        var loaded = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LURKBOT_HOME"] = home.Path,
            ["LURKBOT_MY_CHAT__MODEL"] = "d",
            ["LURKBOT_SESSION__MY_CHAT_C01_7_TOPIC__MODEL"] = "c",
        });
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Assert.Equal("d", loaded.Options.Models.ChannelModels["MY_CHAT"]);
        Assert.Equal("c", loaded.Options.Models.SessionModels["MY_CHAT_C01_7_TOPIC"]);
        Assert.Contains(loaded.Values, value => value is { Definition.Name: "LURKBOT_MY_CHAT__MODEL", Value: "d", Source: "environment" });
    }

    [Theory]
    [InlineData("LURKBOT_SESSION__MODEL")]
    [InlineData("LURKBOT___MODEL")]
    [InlineData("LURKBOT_SESION__CLI_DEFAULT_MAIN__MODEL")]
    [InlineData("LURKBOT_TELEGRAM__MODLE")]
    [InlineData("LURKBOT_Telegram__MODEL")]
    public void Load_NameThatOnlyLooksScoped_IsWarnedOf(string name)
    {
        using var home = new TemporaryFolder();
        var loaded = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path, [name] = "x" });
        Assert.Contains(name, Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }
}
