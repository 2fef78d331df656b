using System.Text.RegularExpressions;
using LurkBot.Channels;

namespace LurkBot.Tests.Documentation;

/// <summary>The pages of Discord and Slack against the code: scopes and permissions.</summary>
public sealed partial class ChannelPagesTests
{
    [Fact]
    public void Slack_NamesTheScopesOfTheManifest_AndNoOthers()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "docs", "slack.md")).Split("| Scope | Without it |")[1].Split("\n\n")[0];
        var named = Scope().Matches(table).Select(match => match.Groups["scope"].Value).ToList();
        Assert.Equal(SlackScopes.Bot.Select(scope => scope.Scope).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        Assert.All(named, scope => Assert.Contains($"\"{scope}\"", SlackManifest.Text, StringComparison.Ordinal));
        Assert.All(SlackScopes.Events, name => Assert.Contains($"\"{name}\"", SlackManifest.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Discord_NamesThePermissionsOfTheInvitation()
    {
        // https://discord.com/developers/docs/topics/permissions
        (string Name, int Bit)[] all = [("Add Reactions", 6), ("View Channel", 10), ("Send Messages", 11), ("Attach Files", 15), ("Read Message History", 16), ("Send Messages in Threads", 38)];
        var identity = new DiscordIdentity(new DiscordSelf(new Snowflake(1), "lurk", new Snowflake(1), true), "Lurk", null, null, false);
        Assert.EndsWith($"&permissions={all.Aggregate(0UL, (sum, one) => sum | (1UL << one.Bit))}", identity.InviteLink, StringComparison.Ordinal);
        var step = File.ReadAllText(Path.Combine(Repository.Root, "docs", "discord.md")).Split("The link asks for ")[1].Split('.')[0];
        Assert.All(all, one => Assert.Contains(one.Name, step, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<scope>[a-z_]+:[a-z]+|commands)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scope();
}
