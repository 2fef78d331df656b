using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>
/// The gateway is killed at random moments, its start included, while messages pour in over a platform that drops, doubles, delays and refuses (invariants 1, 4, 9
/// and 12). <c>KILLS</c> sets how often in the long tier, <c>KILL_SEED</c> repeats the choices of a run; the machine's timing is its own.
/// </summary>
public sealed class GatewayRandomKillTests
{
    [Fact]
    public Task Kill_AFewTimes_OneFateEachAndNothingTwice() => RunAsync(3, 4711);

    [Fact(Skip = LongTests.Reason, SkipUnless = nameof(LongTests.Enabled), SkipType = typeof(LongTests))]
    public Task Kill_HundredsOfTimes_OneFateEachAndNothingTwice() => RunAsync(Number("KILLS") ?? 300, Number("KILL_SEED") ?? Random.Shared.Next());

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task RunAsync(int kills, int seed)
    {
        Console.WriteLine($"{nameof(GatewayRandomKillTests)}: KILLS={kills} KILL_SEED={seed}");
        await using var stage = await BotApiStage.StartAsync();
        using var home = new ChatHome();
        using var stop = new CancellationTokenSource();
        var model = new ReplyingModel(home.Model, new Random(seed));
        var answering = model.RunAsync(stop.Token);
        var run = new KillRun(stage, home, seed);
        for (var i = 0; i < kills; i++)
            await run.LiveAsync();
        var (gateway, rows) = await run.SettleAsync();
        await new KillCheck(home, run.Chats, run.Said, rows).CheckAsync();
        var asked = model.Requests;
        var shown = run.Chats.Sum(chat => stage.Server.Answers(chat.Chat).Count);

        // Without its ledger it tells the same fates, and says nothing by itself.
        await gateway.KillAsync();
        foreach (var file in Directory.GetFiles(home.Path, SqliteDeliveryLedger.FileName + "*"))
            File.Delete(file);
        var again = stage.Server.SendText(stage.Private, stage.Ada, "mA0");
        var (_, rebuilt) = await run.StartAsync([TelegramKillChat.SourceOf(again)]);
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Any(message => message.ReplyTo == again.Id || message.Text.Contains("mA0", StringComparison.Ordinal)));
        Assert.Equal(Fates(rows), Fates(rebuilt).Where(fate => fate.Source != TelegramKillChat.SourceOf(again)));
        Assert.Equal(shown + 1, run.Chats.Sum(chat => stage.Server.Answers(chat.Chat).Count));
        Assert.Equal(asked + 1, model.Requests);
        Assert.All(rebuilt.Outbound.Where(row => row.Entry is not null && row.State is not OutboundState.Sent), row => Assert.Equal(OutboundState.Unknown, row.State));
        Console.WriteLine($"{kills} kills, {run.Sent.Count} messages, {asked} requests to the model, {shown} parts seen: {string.Join(", ", rows.Inbound.CountBy(row => row.State).Select(pair => $"{pair.Value} {pair.Key}"))}; {string.Join(", ", rows.Outbound.CountBy(row => row.State).Select(pair => $"{pair.Value} {pair.Key}"))}");
        await stop.CancelAsync();
        await answering;
    }

    private static IEnumerable<(string Source, InboundState State)> Fates(LedgerRows rows) => rows.Inbound.Where(row => row.Entry is not null).Select(row => (row.Source, row.State)).OrderBy(pair => pair.Source, StringComparer.Ordinal);
}
