using System.Diagnostics;
using System.Text.RegularExpressions;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>Schedules of a real gateway on Telegram: what is due is answered in its chat once, wherever the gateway is killed.</summary>
public sealed partial class ScheduleGatewayTests : IAsyncLifetime
{
    private static readonly SessionKey Key = SessionKey.Parse("telegram:42:main");

    private readonly ChatHome home = new();
    private BotApiStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BotApiStage.StartAsync();

    public async ValueTask DisposeAsync()
    {
        home.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task Run_FromTheCommandLine_IsAnsweredInTheChatAndNeverACommand()
    {
        await StartAsync();
        await GreetAsync();
        var (code, output, error) = await home.Start(["schedule", "add", "every weekday 8:00", "--timezone", "Europe/Berlin", "--session", Key.ToString(), "/stop all"]).FinishAsync();
        Assert.True(code == 0, error);
        var id = Id().Match(output).Groups["id"].Value;
        Assert.Equal(3, output.Split('\n').Count(line => line.TrimEnd().EndsWith(" 08:00", StringComparison.Ordinal)));
        Assert.DoesNotContain("gateway", output, StringComparison.Ordinal);
        home.Model.Says = "Nothing to stop.";
        (code, output, error) = await home.Start(["schedule", "run", id]).FinishAsync();
        Assert.True(code == 0, error);
        Assert.Equal("Nothing to stop.", output.Trim());
        await UntilAnswersAsync("Hello.", "Nothing to stop.");
        var said = HeldModel.Said(home.Model.Bodies[^1])[^1];
        Assert.StartsWith($"[From schedule {id} that the owner set up, run by hand. No one wrote this just now.", said, StringComparison.Ordinal);
        Assert.EndsWith("/stop all", said, StringComparison.Ordinal);
        (_, output, _) = await home.Start(["schedule", "list"]).FinishAsync();
        Assert.Contains("answered, by hand", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Due_AddedByAnotherProcess_IsSentLateAndSaysSo()
    {
        await StartAsync();
        await GreetAsync();
        home.Model.Says = "Good morning.";
        var made = Add("every 24 hours", TimeSpan.FromHours(26));
        await UntilAnswersAsync("Hello.", "(Scheduled message, 2 h 0 min late.)\n\nGood morning.");
        Assert.Matches($@"^\[From schedule {made.Id} that the owner set up, due .* UTC, 2 h 0 min late\.", HeldModel.Said(home.Model.Bodies[^1])[^1]);
        await UntilAsync(schedule => schedule.LastRun() is not null);
        Assert.Equal(made.CreatedAt.AddHours(24).Ticks / TimeSpan.TicksPerMinute, Book.Find(made.Id).LastDue.Ticks / TimeSpan.TicksPerMinute);
    }

    [Fact]
    public async Task Due_NothingToTell_IsKeptAndNotSent()
    {
        await StartAsync();
        await GreetAsync();
        home.Model.Says = " NO_REPLY\n";
        var made = Add("every 1 hour", TimeSpan.FromMinutes(61));
        await UntilAsync(schedule => schedule.LastRun() is not null);
        await using (var session = (await home.Store.OpenAsync(Key, default))!)
            await Poll.UntilAsync(async () => (await session.ReadAllAsync(default)).OfType<AssistantEntry>().Any(entry => entry.Content.Trim() == "NO_REPLY"));
        home.Model.Says = "Still here.";
        stage.Server.SendText(stage.Private, stage.Ada, "second");
        await UntilAnswersAsync("Hello.", "Still here.");
        var (_, output, _) = await home.Start(["schedule", "list"]).FinishAsync();
        Assert.Contains("silent", output, StringComparison.Ordinal);
        Assert.Single(Book.Find(made.Id).Runs);
    }

    [Theory]
    [InlineData("before it is written down")]
    [InlineData("before its message is accepted")]
    [InlineData("after its message is accepted")]
    [InlineData("in its turn")]
    public async Task Kill_AroundARun_IsAnsweredOnce(string where)
    {
        var gateway = await StartAsync();
        await GreetAsync();
        var book = new FileLock(Path.Combine(home.Path, ".locks", "schedules"));
        var append = await home.HoldAppendsAsync(Key);
        var made = Add("every 24 hours", TimeSpan.FromHours(25));
        switch (where)
        {
            case "before it is written down":
                break;
            case "before its message is accepted":
                await UntilAsync(schedule => schedule.Firing is not null);
                break;
            case "after its message is accepted":
                await UntilAsync(schedule => schedule.Firing is not null);
                book.Take();
                append.Dispose();
                await Poll.UntilAsync(async () => (await MessagesAsync()).Count == 1);
                Assert.NotNull(Book.Find(made.Id).Firing);
                break;
            default:
                append.Dispose();
                await home.Model.NextAsync();
                break;
        }

        await gateway.KillAsync();
        append.Dispose();
        book.Dispose();
        home.Model.Says = "Good morning.";
        await StartAsync();
        await UntilAnswersAsync("Hello.", "(Scheduled message, 1 h 0 min late.)\n\nGood morning.");
        await UntilAsync(schedule => schedule is { Firing: null, Runs.Count: 1 });
        Assert.Equal(ScheduledMessage.SourceOf(made.Id, Book.Find(made.Id).LastDue), Assert.Single(await MessagesAsync()).Source);
        home.Model.Says = "Still here.";
        stage.Server.SendText(stage.Private, stage.Ada, "second");
        await UntilAnswersAsync("Hello.", "(Scheduled message, 1 h 0 min late.)\n\nGood morning.", "Still here.");
    }

    [Fact]
    public async Task Propose_ByTheModel_RunsOnlyOnceTheOwnerConfirmsInTheChat()
    {
        await StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Remind me each weekday at eight");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "schedule", """{"action":"propose","when":"every weekday 8:00","prompt":"Say good morning."}""")));
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done, it is active."));
        await stage.Server.UntilAsync(() => Answers.Count == 2);
        var proposal = Assert.Single(Book.Read());
        Assert.Equal((ScheduleState.Proposed, ScheduleMaker.Model), (proposal.State, proposal.By));
        var told = Assert.Single(Answers, text => text.Contains("does not run yet", StringComparison.Ordinal));
        Assert.Contains($"/schedule confirm {proposal.Id}", told, StringComparison.Ordinal);
        Assert.Equal(3, told.Split('\n').Single(line => line.StartsWith("Next times:", StringComparison.Ordinal)).Split("08:00").Length - 1);
        stage.Server.SendText(stage.Private, stage.Ada, $"/schedule confirm {proposal.Id}");
        await stage.Server.UntilAsync(() => Answers.Count == 3);
        Assert.StartsWith($"{proposal.Id} is active", Answers[2], StringComparison.Ordinal);
        Assert.Equal(ScheduleState.Active, Book.Find(proposal.Id).State);
        await UntilAsync(schedule => schedule.IsTold);
    }

    [Fact]
    public async Task Due_ModelMadeIt_HasNoBashAndItsApprovalIsForOnce()
    {
        await StartAsync([("LURKBOT_TOOL_ASK", "bash,write,edit")]);
        await GreetAsync();
        var made = Add("every 24 hours", TimeSpan.FromHours(49), ScheduleMaker.Model);
        // As when the owner had confirmed it then.
        Book.Update(made.Id, schedule => schedule with { State = ScheduleState.Active });
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "write", """{"path":"notes.txt","content":"hi"}""")));
        Assert.DoesNotContain("\"bash\"", home.Model.Bodies[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("\"schedule\"", home.Model.Bodies[^1], StringComparison.Ordinal);
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Any(message => message.Buttons.Any()));
        var question = stage.Server.Answers(stage.Private).Single(message => message.Buttons.Any());
        Assert.Equal(["Once", "No"], question.Buttons.Select(button => (string)button["text"]!));
        var (_, output, _) = await home.Start(["schedule", "list"]).FinishAsync();
        Assert.Contains("needs approval", output, StringComparison.Ordinal);
        stage.Server.Press(stage.Ada, question, (string)question.Buttons.First()["callback_data"]!);
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Written."));
        await stage.Server.UntilAsync(() => Answers.Any(text => text.EndsWith("Written.", StringComparison.Ordinal)));
        Assert.Equal("hi", await File.ReadAllTextAsync(Path.Combine(home.Path, "workspaces", "telegram_42_main", "notes.txt")));
    }

    private ScheduleBook Book => new(home.Path, CronosExpressions.Read, TimeProvider.System);

    private IReadOnlyList<string> Answers => [.. stage.Server.Answers(stage.Private).Select(message => message.Text)];

    /// <summary>Adds a schedule as it was added some time ago.</summary>
    private Schedule Add(string when, TimeSpan ago, ScheduleMaker by = ScheduleMaker.Owner) =>
        new ScheduleBook(home.Path, CronosExpressions.Read, new FakeTimeProvider(TimeProvider.System.GetUtcNow() - ago)).Add(Key, null, when, TimeZoneInfo.Utc, "Say good morning.", by);

    private Task<Process> StartAsync((string Name, string Value)[]? variables = null) =>
        home.StartGatewayAsync([("LURKBOT_TELEGRAM__BOT_TOKEN", BotApiStage.Token), ("LURKBOT_TELEGRAM__BASE_URL", stage.Server.BaseUrl), ("LURKBOT_TELEGRAM__OWNER", "42"), .. variables ?? []]);

    /// <summary>Begins the chat, as its person does.</summary>
    private async Task GreetAsync()
    {
        stage.Server.SendText(stage.Private, stage.Ada, "hi");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Hello."));
        await UntilAnswersAsync("Hello.");
    }

    private async Task UntilAnswersAsync(params string[] expected)
    {
        await stage.Server.UntilAsync(() => Answers.Count >= expected.Length && Answers[^1] == expected[^1]);
        Assert.Equal(expected, Answers);
    }

    private async Task UntilAsync(Func<Schedule, bool> isSo)
    {
        var book = Book;
        await Poll.UntilAsync(() => book.Read().Any(isSo));
    }

    private async Task<List<UserEntry>> MessagesAsync()
    {
        await using var session = (await home.Store.OpenAsync(Key, default))!;
        return [.. (await session.ReadAllAsync(default)).OfType<UserEntry>().Where(ScheduledMessage.Is)];
    }

    [GeneratedRegex("^Added (?<id>[a-z0-9]+):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
