using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>
/// One gateway talks on Telegram, Discord and Slack while messages pour in on all of them, and is killed at each of the ten points of a message's way, also while Slack
/// streams (invariants 1, 4, 9 and 12). <c>KILL_ROUNDS</c> sets how often it goes through them in the long tier, <c>KILL_SEED</c> repeats the choices of a run.
/// </summary>
public sealed class ThreePlatformKillTests
{
    [Fact]
    public Task Kill_AtEachPoint_OneFateEachAndNothingTwice() => RunAsync(1, 4711);

    [Fact(Skip = LongTests.Reason, SkipUnless = nameof(LongTests.Enabled), SkipType = typeof(LongTests))]
    public Task Kill_AtEachPointManyTimes_OneFateEachAndNothingTwice() => RunAsync(Number("KILL_ROUNDS") ?? 15, Number("KILL_SEED") ?? Random.Shared.Next());

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task RunAsync(int rounds, int seed)
    {
        Console.WriteLine($"{nameof(ThreePlatformKillTests)}: KILL_ROUNDS={rounds} KILL_SEED={seed}");
        await using var stages = await KillStages.StartAsync();
        using var home = new ChatHome();
        using var stop = new CancellationTokenSource();
        var answering = new ReplyingModel(home.Model, new Random(seed)) { IsBrisk = true }.RunAsync(stop.Token);
        using var points = new KillPoints(stages, home, new Random(seed));
        var rows = await points.RunAsync(rounds);
        await new KillCheck(home, points.Chats, points.Said, rows).CheckAsync();
        Assert.Equal(10 * rounds, points.Kills);

        // Discord and Slack tell what they have: but for a preview, of which no reply is a part, nothing stays uncertain there.
        Assert.DoesNotContain(rows.Outbound, row => row is { State: not OutboundState.Sent and not OutboundState.Cancelled, Part: > 0 } && !row.Address.StartsWith("telegram:", StringComparison.Ordinal));
        Assert.DoesNotContain(stages.Slack.Server.Answers(stages.Slack.General).Concat(stages.Slack.Server.Answers(stages.Slack.Im)), message => message.Stream is { IsStopped: false } && !rows.Outbound.Any(row => row.Part == 0 && row.Address.StartsWith("slack:", StringComparison.Ordinal)));

        // A stream that an earlier process began is ended before its message is edited.
        Assert.DoesNotContain(stages.Slack.Server.Requests, request => request.Error == "streaming_state_conflict");
        Console.WriteLine($"{points.Said.Count} messages: {string.Join(", ", rows.Inbound.CountBy(row => row.State).Select(pair => $"{pair.Value} {pair.Key}"))}; {string.Join(", ", rows.Outbound.CountBy(row => row.State).Select(pair => $"{pair.Value} {pair.Key}"))}");
        await stop.CancelAsync();
        await answering;
    }
}
