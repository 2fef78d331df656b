using System.Text.Json;
using LurkBot.Cli.Output;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Cli;

/// <summary><c>lurkbot deliveries</c> as a person sees it.</summary>
public sealed class DeliveriesProgramTests : IDisposable
{
    /// <summary>As Discord's sender writes it.</summary>
    private const string Refused = "Missing Permissions (50013): the bot needs the permissions View Channel, Send Messages, Send Messages in Threads, Attach Files and Read Message History there";

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Deliveries_WithoutALedger_MakesNone()
    {
        Assert.Equal((0, "No deliveries.\n", ""), await RunAsync("deliveries"));
        Assert.Equal(3, (await RunAsync("deliveries", "retry", "out-1")).Code);
        Assert.Equal((0, "There is no delivery ledger yet.\n", ""), await RunAsync("deliveries", "rebuild"));
        Assert.Empty(Directory.GetFiles(home.Path, "ledger*"));
    }

    [Fact]
    public async Task Deliveries_ShowsWhatNeedsADecisionFirst_AndDoesWhatIsAskedFor()
    {
        await FillAsync();
        var (code, output, error) = await RunAsync("deliveries");
        Assert.Equal((0, ""), (code, error));
        var lines = output.Split('\n');
        Assert.Equal("3 deliveries need a decision:", lines[0]);
        Assert.StartsWith("  in-1     failed     ", lines[1], StringComparison.Ordinal);
        Assert.Equal(["    \"What is it? [31m\"", "    Why: No credit.", "    To have it answered, run: lurkbot deliveries retry in-1"], lines[2..5].Select(line => line.Replace("\u241b", "", StringComparison.Ordinal).Replace("\ufffd", "", StringComparison.Ordinal)));
        Assert.StartsWith("  out-1    maybe sent ", lines[5], StringComparison.Ordinal);
        Assert.Contains("retry out-1. If it is, run: lurkbot deliveries cancel out-1", lines[8], StringComparison.Ordinal);
        Assert.Contains("To drop it, run: lurkbot deliveries cancel out-2", output, StringComparison.Ordinal);
        Assert.Contains($"    Why: {Refused}\n", output, StringComparison.Ordinal);
        Assert.Contains("1 other delivery:", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);

        using var json = JsonDocument.Parse((await RunAsync("deliveries", "--session", "telegram:42:dm", "--state", "failed", "--since", "2026-01-01", "--json")).Output);
        Assert.Equal("in-1", Assert.Single(json.RootElement.GetProperty("inbound").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("out-2", Assert.Single(json.RootElement.GetProperty("outbound").EnumerateArray()).GetProperty("id").GetString());
        var odd = await RunAsync("deliveries", "--state", "odd");
        Assert.Equal(2, odd.Code);
        Assert.Contains("Unknown state 'odd'. States: received,", odd.Error, StringComparison.Ordinal);
        Assert.Equal((await RunAsync("deliveries", "--state", "maybe_sent")).Output, (await RunAsync("deliveries", "--state", "maybe sent")).Output);
        var help = (await RunAsync("deliveries", "--help")).Output;
        Assert.Contains("maybe_sent", help, StringComparison.Ordinal);
        Assert.DoesNotContain("maybe sent", help, StringComparison.Ordinal);

        Assert.StartsWith("in-1 will be said again.", (await RunAsync("deliveries", "retry", "in-1")).Output, StringComparison.Ordinal);
        Assert.StartsWith("out-1 will be sent again.", (await RunAsync("deliveries", "retry", "out-1")).Output, StringComparison.Ordinal);
        Assert.Equal("out-2 is cancelled.\n", (await RunAsync("deliveries", "cancel", "out-2")).Output);
        Assert.Contains("out-2 is cancelled and cannot be retried", (await RunAsync("deliveries", "retry", "out-2")).Error, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("deliveries", "cancel", "out-77")).Code);
        await using var ledger = SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System);
        var rows = await ledger!.ReadAsync(new LedgerFilter(), default);
        Assert.Equal((InboundState.Received, OutboundState.Pending, OutboundState.Cancelled, OutboundState.Sent), (rows.Inbound[0].State, rows.Outbound[0].State, rows.Outbound[1].State, rows.Outbound[2].State));
    }

    [Fact]
    public async Task RetryAndCancel_OfAState_AskAndChangeAll()
    {
        await FillAsync();
        var (code, output, error) = await RunAsync("deliveries", "retry", "--state", "failed");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("  in-1     telegram:42:dm\n  out-2    telegram:42:dm\n", error, StringComparison.Ordinal);
        Assert.Contains("Pass --yes", error, StringComparison.Ordinal);
        (code, output, error) = await RunAsync("deliveries", "retry", "--state", "failed", "--session", "telegram:42:dm", "--yes", "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["in-1", "out-2"], json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal((0, "out-1 is cancelled.\n"), (await RunAsync("deliveries", "cancel", "--state", "maybe sent", "-y")) is var (gone, said, _) ? (gone, said) : default);
        Assert.Equal("No delivery is maybe sent and can be cancelled.\n", (await RunAsync("deliveries", "cancel", "--state", "maybe_sent", "-y")).Output);
        Assert.Contains("States that can be: failed, maybe_sent.", (await RunAsync("deliveries", "retry", "--state", "sent", "-y")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("deliveries", "retry")).Code);
        await using var ledger = SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System);
        var rows = await ledger!.ReadAsync(new LedgerFilter(), default);
        Assert.Equal((InboundState.Received, OutboundState.Cancelled, OutboundState.Pending, OutboundState.Sent), (rows.Inbound[0].State, rows.Outbound[0].State, rows.Outbound[1].State, rows.Outbound[2].State));
    }

    [Fact]
    public void List_OfManyRows_ShowsTheNewestAfterWhatNeedsADecision()
    {
        OutboundRecord Part(long id, OutboundState state) => new("d", 1, OutboundKind.Reply, "telegram:1:42", "", DateTimeOffset.UnixEpoch.AddMinutes(id)) { Id = id, State = state };
        var rows = new LedgerRows([], [.. Enumerable.Range(1, 30).Select(id => Part(id, id == 1 ? OutboundState.Failed : OutboundState.Sent))]);
        var lines = new DeliveriesText(rows, _ => "", _ => null).Lines().ToList();
        Assert.StartsWith("  out-1 ", lines[1], StringComparison.Ordinal);
        var others = lines.IndexOf("29 other deliveries, the newest first:");
        Assert.StartsWith("  out-30 ", lines[others + 1], StringComparison.Ordinal);
        Assert.Equal(others + 21, lines.Count - 1);
        Assert.Equal("… and 9 older (--all shows them)", lines[^1]);
        Assert.Contains(new DeliveriesText(rows, _ => "", _ => null) { Others = int.MaxValue }.Lines(), line => line.StartsWith("  out-2 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rebuild_PutsTheLedgerAside_ButNotUnderAGateway()
    {
        await FillAsync();
        Directory.CreateDirectory(Path.Combine(home.Path, ".locks"));
        using (var gateway = new FileLock(Path.Combine(home.Path, ".locks", "gateway")))
        {
            Assert.True(gateway.TryTake());
            var refused = await RunAsync("deliveries", "rebuild");
            Assert.Equal(1, refused.Code);
            Assert.Contains("lurkbot gateway stop", refused.Error, StringComparison.Ordinal);
        }

        var (code, output, _) = await RunAsync("deliveries", "rebuild");
        Assert.Equal(0, code);
        Assert.Contains("sends nothing by itself", output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(home.Path, SqliteDeliveryLedger.AsidePrefix + "*.db"));
        Assert.Equal("No deliveries.\n", (await RunAsync("deliveries")).Output);
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
        Assert.True(ledger.IsNew);
    }

    [Fact]
    public async Task EraseAndDelete_OfTheSession_ReachTheLedger()
    {
        await FillAsync();
        await using (var ledger = SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System))
            Assert.True(await ledger!.RetryAsync("out-1", default));
        Assert.Contains("deliveries --session", (await RunAsync("sessions", "archive", "telegram:42:dm")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "stop", "telegram:42:dm", "--all")).Code);
        Assert.Equal(0, (await RunAsync("sessions", "delete", "telegram:42:dm", "--yes")).Code);
        Assert.Contains("cancelled", (await RunAsync("deliveries", "retry", "out-1")).Error, StringComparison.Ordinal);
        var (code, output, error) = await RunAsync("sessions", "erase", "telegram:42:dm", "--yes", "--everywhere");
        Assert.True(code == 0, error);
        Assert.Contains("ledger.db: 4 deliveries", output, StringComparison.Ordinal);
        Assert.Equal("No deliveries.\n", (await RunAsync("deliveries")).Output);
    }

    private async Task FillAsync()
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("telegram:42:dm"), default);
        await session.AppendAsync([new UserEntry { Content = "What is\nit? \u001b[31m", At = TimeProvider.System.GetUtcNow() }], default);
        var (id, at) = (session.Info.Id, TimeProvider.System.GetUtcNow());
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
        OutboundRecord Part(int part, OutboundState state) => new("d", part, OutboundKind.Reply, "telegram:1:42", "It is\u001b[2J so.", at) { State = state, Session = id, Entry = 2, Reason = state switch { OutboundState.Sent => null, OutboundState.Failed => Refused, _ => "the answer was lost" } };
        await ledger.TakeInAsync(
            new LedgerIntake(id, 2)
            {
                Inbound = [new InboundRecord("telegram:1:42:1:1", "telegram:1:42", InboundState.Failed, at) { Session = id, Entry = 1, Reason = "No credit." }],
                Outbound = [Part(1, OutboundState.MaybeSent), Part(2, OutboundState.Failed), Part(3, OutboundState.Sent)],
            },
            default);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", home.Path));
        return await process.FinishAsync();
    }
}
