using CsCheck;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Sessions;

public sealed class SessionKeyTests
{
    private static readonly string[] Types = ["main", "dm", "group", "topic", "subagent"];

    [Fact]
    public void Parse_AnyText_IsRefusedOrRoundTrips() => Gen.Select(Gen.String, Gen.Int[0, 4].Select(i => Types[i])).Sample((chat, type) =>
    {
        if (!SessionKey.TryParse($"slack:{chat}:{type}", out var key, out _))
            return;
        Assert.Equal(chat, key.ChatId);
        Assert.Equal(key, SessionKey.Parse(key.ToString()));
        var name = SessionFileName.For(key);
        Assert.True(name.Length <= SessionFileName.MaximumBytes);
        if (!name.Contains("%-", StringComparison.Ordinal))
            Assert.True(SessionFileName.TryParse(name, out var back) && back == key);
    });

    [Theory]
    [InlineData("telegram:123456789:main", "telegram_123456789_main.json", "TELEGRAM_123456789_MAIN")]
    [InlineData("slack:C01:a/b_c:topic", "slack_C01%3Aa%2Fb_c_topic.json", "SLACK_C01_A_B_C_TOPIC")]
    public void For_Key_GivesItsNames(string text, string file, string environment)
    {
        var key = SessionKey.Parse(text);
        Assert.Equal((file, environment), (SessionFileName.For(key), SessionEnvironmentName.For(key)));
    }

    [Theory]
    [InlineData("main:CON_x_main.json")]
    [InlineData("cli_a_x:main.json")]
    [InlineData("cli_a:b_main.json")]
    public void TryParse_FileNameWithAColon_IsNoKeysName(string name) => Assert.False(SessionFileName.TryParse(name, out _));

    [Theory]
    [InlineData("telegram:main")]
    [InlineData("Telegram:1:main")]
    [InlineData("telegram:1:boss")]
    [InlineData("telegram::main")]
    [InlineData("telegram:a\nb:main")]
    public void Parse_NoKey_IsRefused(string text) => Assert.ThrowsAny<LurkBotException>(() => SessionKey.Parse(text));

    [Fact]
    public void Resolve_TwoKeysOfOneName_ReportsBoth()
    {
        SessionKey[] keys = [SessionKey.Parse("cli:a-b:main"), SessionKey.Parse("cli:A b:main"), SessionKey.Parse("cli:c:main")];
        Assert.Equal(2, keys.Count(key => SessionEnvironmentName.IsFor("CLI_A_B_MAIN", key)));
    }

    [Fact]
    public void IsPossible_AnyKey_HasAPossibleName() => Gen.Select(Gen.String[1, 40], Gen.Int[0, 4].Select(i => Types[i])).Sample((chat, type) =>
    {
        if (SessionKey.TryParse($"my-chat2:{chat}:{type}", out var key, out _))
            Assert.True(SessionEnvironmentName.IsPossible(SessionEnvironmentName.For(key)), SessionEnvironmentName.For(key));
    });

    [Theory]
    [InlineData("CLI_MAIN", true)]
    [InlineData("MY_CHAT_C01_7_SUBAGENT", true)]
    [InlineData("CLI_DEFAULT", false)]
    [InlineData("CLI_DEFAULT_BOSS", false)]
    [InlineData("cli_default_main", false)]
    [InlineData("CLI_DEFAULT_main", false)]
    [InlineData("CLI__DEFAULT_MAIN", false)]
    [InlineData("_CLI_DEFAULT_MAIN", false)]
    [InlineData("CLI_DEFAULT_MAIN_", false)]
    [InlineData("CLI-DEFAULT-MAIN", false)]
    [InlineData("1CLI_DEFAULT_MAIN", false)]
    [InlineData("CLI_DEFÄULT_MAIN", false)]
    [InlineData("MAIN", false)]
    [InlineData("_", false)]
    [InlineData("", false)]
    public void IsPossible_Name_IsSuchAsAKeyHas(string name, bool expected) => Assert.Equal(expected, SessionEnvironmentName.IsPossible(name));
}
