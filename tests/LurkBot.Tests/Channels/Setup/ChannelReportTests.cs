using LurkBot.Cli.Output;
using LurkBot.Commands;

namespace LurkBot.Tests.Channels;

public sealed class ChannelReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 30, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Details_OfAChannelWithAProblem_TellItFirst_AndCountReasonsWithoutTheirDetails()
    {
        var channel = new ChannelJson
        {
            Name = "discord",
            Configured = true,
            Enabled = true,
            Owners = ["42"],
            GatewayRuns = true,
            State = "refused",
            Detail = "Discord does not allow an intent.",
            Refused = new Dictionary<string, int>(StringComparer.Ordinal)
            {
                ["The message is too large: about 1428580 tokens."] = 1,
                ["The message is too large: about 257151 tokens."] = 2,
                ["not for the bot"] = 2,
            },
        };
        Assert.Equal(
            [
                "discord: refused, not heard yet",
                "  Owner         42",
                "  Problem       Discord does not allow an intent.",
                "  Last event    none since the gateway started",
                "  Pending       0 messages to answer, 0 parts to send",
                "  Refused       5 messages in the last 24 hours: The message is too large (3); not for the bot (2). To see them, run: lurkbot deliveries --state refused",
            ],
            ChannelReport.Details(channel, Now));
    }
}
