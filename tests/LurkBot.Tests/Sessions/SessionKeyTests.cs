using CsCheck;
using LurkBot.Sessions;

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
    [InlineData("telegram:main")]
    [InlineData("Telegram:1:main")]
    [InlineData("telegram:1:boss")]
    [InlineData("telegram::main")]
    [InlineData("telegram:a\nb:main")]
    public void Parse_NoKey_IsRefused(string text) => Assert.Throws<LurkBotException>(() => SessionKey.Parse(text));

    [Fact]
    public void Resolve_TwoKeysOfOneName_ReportsBoth()
    {
        SessionKey[] keys = [SessionKey.Parse("cli:a-b:main"), SessionKey.Parse("cli:A b:main"), SessionKey.Parse("cli:c:main")];
        Assert.Equal(2, SessionEnvironmentName.Resolve("CLI_A_B_MAIN", keys).Count);
    }
}
