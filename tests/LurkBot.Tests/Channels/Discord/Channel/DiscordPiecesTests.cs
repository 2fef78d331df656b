using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Tests.Channels;

/// <summary>The small parts of the channel on Discord.</summary>
public sealed class DiscordPiecesTests
{
    private static readonly OutboundRecord Part = new("0123:7", 1, OutboundKind.Reply, "a", "text", DateTimeOffset.UnixEpoch) { Session = new SessionId(Guid.Parse("0123456789abcdef0123456789abcdef")), Entry = 8 };

    [Fact]
    public void Nonce_OfAPart_IsItsOwnAndStaysTheSame()
    {
        var nonce = DiscordNonce.Of(Part);
        Assert.Equal(24, nonce.Length);
        Assert.All(nonce, letter => Assert.Contains(letter, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
        Assert.Equal(nonce, DiscordNonce.Of(Part with { Text = "other", Attempts = 3, State = OutboundState.Sending, PlatformId = "5" }));
        // The reply is never taken for its preview, nor a part for another.
        string[] others = [DiscordNonce.Of(Part with { Part = 2 }), DiscordNonce.Of(Part with { Entry = null }), DiscordNonce.Of(Part with { Entry = 9 }), DiscordNonce.Of(Part with { Delivery = "0123:7:f1" })];
        Assert.Equal(5, others.Append(nonce).Distinct().Count());
    }

    [Theory]
    [InlineData("175928847299117063", "2016-04-30T11:18:25.7960000+00:00")]
    [InlineData("1", "2015-01-01T00:00:00.0000000+00:00")]
    public void Snowflake_TellsItsTime(string id, string at)
    {
        var snowflake = Snowflake.TryParse(id)!.Value;
        Assert.Equal(at, snowflake.At.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(Snowflake.From(snowflake.At).CompareTo(snowflake) <= 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("18446744073709551616")]
    [InlineData("telegram")]
    public void Snowflake_OfSomethingElse_IsNone(string text) => Assert.Null(Snowflake.TryParse(text));

    [Fact]
    public void Session_SavedAndRead_IsTheSame()
    {
        var session = new DiscordSession("abc", "wss://gateway.discord.gg/x", 42);
        Assert.Equal((session, new Snowflake(7)), DiscordSession.Read(DiscordSession.Save(session, new Snowflake(7))));
        Assert.Equal((null, new Snowflake(7)), DiscordSession.Read(DiscordSession.Save(null, new Snowflake(7))));
        Assert.Equal((null, null), DiscordSession.Read("something else"));
        Assert.Equal((null, null), DiscordSession.Read(null));
    }

    [Fact]
    public void Chats_SavedAndRestored_AreTheSame_AndKeepTheirBeginning()
    {
        var chats = new DiscordChats();
        chats.See(new Snowflake(1), new Snowflake(10), null);
        chats.See(new Snowflake(2), new Snowflake(20), new Snowflake(42));
        chats.See(new Snowflake(1), new Snowflake(99), null);
        Assert.True(chats.HasNews);
        var restored = new DiscordChats();
        restored.Restore(chats.Save() + "\nbroken\n");
        // Only once it is kept.
        Assert.True(chats.HasNews);
        chats.Saved();
        Assert.False(chats.HasNews);
        Assert.Equal([(new Snowflake(1), new Snowflake(10), null), (new Snowflake(2), new Snowflake(20), (Snowflake?)new Snowflake(42))], restored.All);
    }

    [Theory]
    [InlineData("100", "", "200", true)]
    [InlineData("100", "", "201", true)]
    [InlineData("101", "", "200", false)]
    [InlineData("", "200", "200", true)]
    [InlineData("", "200", "201", false)]
    [InlineData("100", "200", "200", true)]
    [InlineData("100", "200", "201", false)]
    [InlineData("101", "200", "200", false)]
    [InlineData("", "", "200", false)]
    public void Allowed_ByServerAndChannel(string guilds, string channels, string channel, bool isAllowed)
    {
        static string[] Ids(string text) => text.Length == 0 ? [] : [text];
        var options = new ChannelOptions { AllowedGuilds = Ids(guilds), AllowedGroups = Ids(channels) };
        Assert.Equal(isAllowed, AdmissionRules.IsAllowed(options, new PlatformChat(new DeliveryTarget("discord", "7", channel, null), PlatformChatKind.Group) { Guild = "100" }));
    }

    [Theory]
    [InlineData(null, DiscordNext.Resume)]
    [InlineData(1000, DiscordNext.Resume)]
    [InlineData(4000, DiscordNext.Resume)]
    [InlineData(4008, DiscordNext.Resume)]
    [InlineData(4007, DiscordNext.NewSession)]
    [InlineData(4009, DiscordNext.NewSession)]
    [InlineData(4004, DiscordNext.Unauthorized)]
    [InlineData(4010, DiscordNext.Refused)]
    [InlineData(4012, DiscordNext.Refused)]
    [InlineData(4014, DiscordNext.Refused)]
    public void CloseCode_SaysWhatIsNext(int? code, object next)
    {
        var end = DiscordEnd.OfCode(code);
        Assert.Equal(next, end.Next);
        Assert.Equal(end.Next is DiscordNext.Unauthorized or DiscordNext.Refused, end.Advice is not null);
    }
}
