using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using LurkBot.Channels;
using LurkBot.Cli.Commands;
using LurkBot.Diagnostics;

namespace LurkBot.Tests.Channels;

/// <summary>What the setup of channels reads from people, and tells them.</summary>
public sealed class SetupTextTests
{
    private const string Telegram = "123456789:AAExampleExampleExampleExample";

    [Theory]
    [InlineData(Telegram)]
    [InlineData("Done! You will find it at t.me/lurk_bot.\n\nUse this token to access the HTTP API:\n" + Telegram + "\nKeep your token secure.")]
    [InlineData("token: `" + Telegram + "`")]
    public void Token_InAWholeMessage_IsFound(string pasted) => Assert.Equal(Telegram, TokenPrompt.Find(pasted, text => TelegramSetup.IsToken(text) ? null : "no"));

    [Fact]
    public void Token_InNoPart_LeavesTheText() => Assert.Equal("Done! at t.me/x", TokenPrompt.Find("Done! at t.me/x", text => TelegramSetup.IsToken(text) ? null : "no"));

    [Theory]
    [InlineData("discord", null, "in a direct message to the bot:\n  /start ABC")]
    [InlineData("slack", null, "in Slack:\n  /lurkbot start ABC")]
    [InlineData("telegram", null, "https://t.me/BOT?start=ABC")]
    [InlineData("telegram", "https://t.me/lurk_bot?start=ABC", "Send this link to one person. It works once, within an hour:\n  https://t.me/lurk_bot?start=ABC")]
    public void Invitation_SaysHowToUseItOnItsPlatform(string channel, string? link, string words)
    {
        var text = PairingCommand.Invitation(channel, "ABC", link);
        Assert.EndsWith(words, text, StringComparison.Ordinal);
        Assert.Equal(channel == "telegram", text.Contains("t.me", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("To invite a person, run: lurkbot pairing invite discord", "discord")]
    [InlineData("To invite a person, run: lurkbot pairing invite telegram, or lurkbot pairing invite slack", "telegram", "slack")]
    [InlineData("To set up a channel first, run: lurkbot channels add CHANNEL (telegram, discord, slack)")]
    public void EmptyList_NamesThePlatformsThatAreSetUp(string hint, params string[] platforms) => Assert.Equal(hint, PairingCommand.InvitationHint(platforms));

    [Fact]
    public void Test_InAnOutage_AdvisesNoOtherToken()
    {
        var outage = ChannelsTestCommand.Failed("discord", new LurkBotException("Discord gave no answer that can be used. Check the network, and try again."));
        Assert.Equal(("connection", DoctorStatus.Fail, null), (outage.Name, outage.Status, outage.Mend));
        var refused = ChannelsTestCommand.Failed("discord", new TokenRefusedException("Discord does not know this token."));
        Assert.Equal(("token", "lurkbot channels add discord sets another token"), (refused.Name, refused.Mend));
    }

    public static TheoryData<Exception, string> Failures => new()
    {
        { new WebSocketException(WebSocketError.Faulted, new HttpRequestException(HttpRequestError.ConnectionError)), "the server cannot be reached" },
        { new WebSocketException(WebSocketError.NotAWebSocket), "the server opens no WebSocket" },
        { new HttpRequestException("An error occurred while sending the request.", new IOException("reset", new SocketException(104))), "the connection broke" },
        { new HttpRequestException("An error occurred while sending the request.", new ProtocolViolationException("odd")), "the request failed (odd)" },
        { new OperationCanceledException(), "no answer came in time" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Failure_OfARequest_IsSaidWithoutNamesOfTypes(Exception error, string words) => Assert.Equal(words, PlatformFailure.Explain(error));

    public static TheoryData<Exception, string, string> Surprises => new()
    {
        { new InvalidOperationException("Sequence contains no elements"), "something unexpected happened; the log says more", "It is not as Discord's documentation says." },
        { new JsonException("'x' is an invalid start of a value.", "$.id", 0, 1), "what it says cannot be read", "It is not as Discord's documentation says, at $.id." },
        { new IOException("Broken pipe"), "the connection broke", "It is not as Discord's documentation says." },
        { new LurkBotException("The disk is full."), "The disk is full", "It is not as Discord's documentation says." },
        { new FormatException("A message has no valid id."), "something unexpected happened; the log says more", "A message has no valid id." },
    };

    [Theory]
    [MemberData(nameof(Surprises), DisableDiscoveryEnumeration = true)]
    public void Surprise_IsSaidWithoutNamesOfTypes(Exception error, string heard, string read) =>
        Assert.Equal((heard, read), (PlatformFailure.Tell(error), PlatformFailure.Odd(error, "Discord's documentation")));
}
