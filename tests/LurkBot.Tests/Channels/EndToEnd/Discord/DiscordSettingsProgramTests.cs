using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>Where a gateway answers on Discord, by its settings: <c>DM_ENABLED</c>, <c>ALLOWED_GUILDS</c> and <c>ALLOWED_CHANNELS</c>.</summary>
public sealed class DiscordSettingsProgramTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Gateway_AnswersOnlyWhereItIsAllowed(bool hasGuild, bool hasChannels)
    {
        using var home = new ChatHome();
        await using var stage = await DiscordStage.StartAsync();
        var (server, mention) = (stage.Server, stage.Bot.Account.Mention);
        var elsewhere = server.AddChannel(server.AddGuild("Elsewhere", stage.Bob), "foreign");
        var other = server.AddChannel(stage.Guild, "other");
        List<(string, string)> settings =
        [
            ("LURKBOT_DEFAULT_MODEL", "offline"), ("LURKBOT_DISCORD__BOT_TOKEN", DiscordStage.Token), ("LURKBOT_DISCORD__BASE_URL", server.BaseUrl + "/api"), ("LURKBOT_DISCORD__OWNER", stage.Ada.Id),
            ("LURKBOT_DISCORD__DM_ENABLED", "false"),
        ];
        if (hasGuild)
            settings.Add(("LURKBOT_DISCORD__ALLOWED_GUILDS", stage.Guild.Id));
        if (hasChannels)
            settings.Add(("LURKBOT_DISCORD__ALLOWED_CHANNELS", $"{stage.General.Id},{elsewhere.Id}"));
        await home.StartGatewayAsync([.. settings]);
        await server.UntilAsync(() => server.Gateway.Online.Count == 1);
        server.Say(stage.Direct, stage.Ada, "hello");
        foreach (var room in (DiscordRoom[])[elsewhere, other, stage.General])
            server.Say(room, stage.Bob, $"{mention} hello");
        await server.UntilAsync(() => server.Answers(stage.General).Count == 1);
        var rows = await KillLedger.UntilAsync(home, rows => rows.Inbound.Count == 4 && rows.Inbound.All(row => row.IsOver) && rows.Outbound.All(row => row.IsOver));
        string? Why(DiscordRoom room) => rows.Inbound.Single(row => row.Source.Contains(room.Id, StringComparison.Ordinal)).Reason;
        Assert.Equal("direct messages are off", Why(stage.Direct));
        Assert.Empty(server.Answers(stage.Direct));
        Assert.Equal((hasGuild ? 0 : 1, hasChannels ? 0 : 1), (server.Answers(elsewhere).Count, server.Answers(other).Count));
        Assert.Equal((hasGuild ? "the channel is not allowed" : null, hasChannels ? "the channel is not allowed" : null), (Why(elsewhere), Why(other)));
    }
}
