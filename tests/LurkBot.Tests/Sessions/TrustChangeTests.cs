using LurkBot.Sessions;

namespace LurkBot.Tests.Sessions;

/// <summary>Which new keys give a history other readers or more trust.</summary>
public sealed class TrustChangeTests
{
    [Theory]
    [InlineData("cli:a:main", "cli:b:main", false, false)]
    [InlineData("cli:a:main", "telegram:1:main", false, false)]
    [InlineData("cli:a:main", "cli:a:group", true, false)]
    [InlineData("telegram:1:main", "telegram:1:dm", true, false)]
    [InlineData("telegram:1:dm", "telegram:1:main", false, true)]
    [InlineData("telegram:1:dm", "telegram:2:dm", true, false)]
    [InlineData("telegram:1:group", "telegram:1:topic", false, false)]
    [InlineData("telegram:1:group", "telegram:2:group", true, false)]
    [InlineData("telegram:1:group", "cli:idea:group", false, false)]
    [InlineData("telegram:1:group", "telegram:1:dm", false, true)]
    [InlineData("telegram:1:group", "telegram:2:dm", true, true)]
    [InlineData("telegram:1:topic", "cli:a:main", false, true)]
    [InlineData("cli:a:subagent", "cli:a:main", false, true)]
    [InlineData("cli:a:subagent", "cli:a:group", true, false)]
    [InlineData("cli:a:main", "cli:a:subagent", false, false)]
    public void Between_TwoKeys_TellsReadersAndTrustApart(string from, string to, bool readers, bool trust)
    {
        var change = TrustChange.Between(SessionKey.Parse(from), SessionKey.Parse(to));
        Assert.Equal((readers, trust), (change?.HasOtherReaders ?? false, change?.RaisesTrust ?? false));
        if (change is null)
            return;
        Assert.Equal(readers, change.Explanation.Contains($"takes part in {to} could learn", StringComparison.Ordinal));
        Assert.Equal(trust, change.Explanation.Contains($"What others wrote in {from}", StringComparison.Ordinal));
    }
}
