using LurkBot.Channels;
using LurkBot.Diagnostics;

namespace LurkBot.Tests.Channels;

/// <summary>What <c>lurkbot channels test discord</c> says of the sessions that a bot may begin.</summary>
public sealed class DiscordChecksTests
{
    [Theory]
    [InlineData(1000, "Pass", "1000 of 1000 sessions")]
    [InlineData(249, "Warn", "connects too often")]
    [InlineData(49, "Fail", "LurkBot starts no session until the limit resets")]
    [InlineData(0, "Fail", "LurkBot starts no session until the limit resets")]
    public async Task Starts_AsDiscordSays_AreJudged(int left, string status, string words)
    {
        await using var stage = await DiscordStage.StartAsync();
        (stage.Bot.StartsLeft, stage.Bot.StartsReset) = (left, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(5));
        using var setup = new DiscordSetup(DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"), TimeProvider.System);
        var check = Check(await setup.IdentifyAsync(default) with { Starts = await setup.FindStartsAsync(default) });
        Assert.Equal(status, check.Status.ToString());
        Assert.Contains(words, check.Detail, StringComparison.Ordinal);
        Assert.Equal(status != "Pass", check.Mend?.Contains("again in 5 h", StringComparison.Ordinal) is true);

        // Asking began none.
        Assert.Equal(left, stage.Bot.StartsLeft);
    }

    [Fact]
    public async Task Starts_NotTold_AreAWarning()
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Fail("GET /gateway/bot", FaultKind.Refuse, refusal: new RestRefusal(500, 0, "500: Internal Server Error"));
        using var setup = new DiscordSetup(DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"), TimeProvider.System);
        Assert.Equal(DoctorStatus.Warn, Check(await setup.IdentifyAsync(default) with { Starts = await setup.FindStartsAsync(default) }).Status);
    }

    [Fact]
    public async Task Permissions_OfEachAllowedChannel_AreNamed()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (guild, general) = (stage.Guild, stage.General);
        var (quiet, hidden, own) = (stage.Server.AddChannel(guild, "quiet"), stage.Server.AddChannel(guild, "hidden"), stage.Server.AddChannel(guild, "own"));
        var thread = stage.Server.OpenThread(stage.Ada, quiet, "a thread");
        var (everyone, role) = (guild.Id, guild.RoleOf(stage.Bot).Id);
        quiet.Overwrites.Add(new(everyone, false, DiscordRight.None, DiscordRight.SendMessages | DiscordRight.ReadMessageHistory));
        hidden.Overwrites.Add(new(everyone, false, DiscordRight.None, DiscordRight.ViewChannel));
        own.Overwrites.AddRange([new(everyone, false, DiscordRight.None, DiscordRight.SendMessages), new(role, false, DiscordRight.SendMessages, DiscordRight.None), new(stage.Bot.Id, true, DiscordRight.None, DiscordRight.AddReactions)]);
        var options = new ChannelOptions { AllowedGroups = [general.Id, stage.Forum.Id, quiet.Id, thread.Id, hidden.Id, own.Id, "123", "general"] };
        var checks = await PermissionsAsync(stage, options);
        Assert.Equal(
            [
                $"Fail #quiet ({quiet.Id}): the bot lacks Send Messages, Read Message History",
                $"Warn #a thread ({thread.Id}): the bot lacks Read Message History",
                $"Fail {hidden.Id}: the bot lacks View Channel",
                $"Warn #own ({own.Id}): the bot lacks Add Reactions",
                "Fail There is no channel 123 for the bot: the id is wrong, or the bot is not in its server.",
                "Fail general is not an id of a channel.",
                $"Pass complete in #general ({general.Id}), #questions ({stage.Forum.Id})",
            ],
            checks.Select(check => $"{check.Status} {check.Detail}"));
        Assert.Contains("Edit Channel, Permissions", checks[0].Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_OfAnAllowedServer_AreThoseOfTheChannelsThatTheBotSees()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (quiet, hidden) = (stage.Server.AddChannel(stage.Guild, "quiet"), stage.Server.AddChannel(stage.Guild, "hidden"));
        quiet.Overwrites.Add(new(stage.Bot.Id, true, DiscordRight.None, DiscordRight.SendMessagesInThreads | DiscordRight.AttachFiles));
        hidden.Overwrites.Add(new(stage.Guild.Id, false, DiscordRight.None, DiscordRight.ViewChannel));
        var options = new ChannelOptions { AllowedGuilds = [stage.Guild.Id, "77"] };
        var checks = await PermissionsAsync(stage, options);
        Assert.Equal(
            [
                $"Fail #quiet ({quiet.Id}): the bot lacks Send Messages in Threads, Attach Files",
                "Fail The bot is not in the server 77: invite it there.",
                $"Pass complete in #general ({stage.General.Id}), #questions ({stage.Forum.Id})",
            ],
            checks.Select(check => $"{check.Status} {check.Detail}"));
        stage.Guild.Silenced[stage.Bot.Account] = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        checks = await PermissionsAsync(stage, new ChannelOptions { AllowedGroups = [stage.General.Id] });
        Assert.StartsWith($"#general ({stage.General.Id}): the bot lacks Send Messages, Send Messages in Threads, Attach Files, Add Reactions. A moderator of Club timed the bot out until ", Assert.Single(checks).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_ThatAreNotTold_AreNotGuessed()
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Fail("GET /guilds/{guild}/members/{user}", FaultKind.Refuse, refusal: new RestRefusal(500, 0, "500: Internal Server Error"));
        var check = Assert.Single(await PermissionsAsync(stage, new ChannelOptions { AllowedGroups = [stage.General.Id] }));
        Assert.Equal(DoctorStatus.Fail, check.Status);
        Assert.StartsWith($"What the bot may do in #general ({stage.General.Id}) could not be read (", check.Detail, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<DoctorCheck>> PermissionsAsync(DiscordStage stage, ChannelOptions options)
    {
        using var setup = new DiscordSetup(DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"), TimeProvider.System);
        var identity = await setup.IdentifyAsync(default);
        return [.. DiscordChecks.Of(identity with { Access = await setup.FindAccessAsync(identity.Self, options, default) }, options).Where(check => check.Name == "permissions")];
    }

    private static DoctorCheck Check(DiscordIdentity identity) => DiscordChecks.Of(identity, new ChannelOptions()).Single(check => check.Name == "sessions");
}
