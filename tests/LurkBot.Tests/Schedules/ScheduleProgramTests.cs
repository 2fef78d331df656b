using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Schedules;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Schedules;

/// <summary><c>lurkbot schedule</c> without a gateway.</summary>
public sealed class ScheduleProgramTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task AddToRemove_AsJson_TellsEachChange()
    {
        using var made = JsonDocument.Parse(await RunAsync(0, "schedule", "add", "every weekday 8:00", "say hello", "--session", "cli:default:main", "--timezone", "Europe/Berlin", "--json"));
        var id = made.RootElement.GetProperty("id").GetString()!;
        Assert.Equal(("active", "owner", "Europe/Berlin", 3), (Text(made, "state"), Text(made, "made_by"), Text(made, "timezone"), made.RootElement.GetProperty("next").GetArrayLength()));
        using var paused = JsonDocument.Parse(await RunAsync(0, "schedule", "pause", id, "--json"));
        Assert.Equal("paused", Text(paused, "state"));
        using var resumed = JsonDocument.Parse(await RunAsync(0, "schedule", "resume", id, "--json"));
        Assert.Equal("active", Text(resumed, "state"));
        using var listed = JsonDocument.Parse(await RunAsync(0, "schedule", "list", "--json"));
        Assert.Equal(id, Assert.Single(listed.RootElement.EnumerateArray()).GetProperty("id").GetString());
        await RunAsync(0, "schedule", "remove", id);
        Assert.Equal("[]", (await RunAsync(0, "schedule", "list", "--json")).Trim());
        Assert.Contains("There is no schedule", await RunAsync(3, "schedule", "pause", id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_ForPeople_ShowsTheNextTimesAndThatNoGatewayRuns()
    {
        var output = await RunAsync(0, "schedule", "add", "every 30 minutes", "say hello", "--session", "cli:daily:main");
        Assert.Equal(["Next times:", "There is no such session yet: the first run begins it.", "No gateway runs, and schedules run only while one does. Start it: lurkbot gateway start"], output.Split('\n').Where((line, i) => i is 1 or 5 or 6));
    }

    [Theory]
    [InlineData(2, "every morning", "cli:default:main", "Examples: every 30 minutes")]
    [InlineData(2, "0 0 30 2 *", "cli:default:main", "never comes again")]
    [InlineData(3, "every day 8:00", "telegram:43:main", "no session telegram:43:main")]
    public async Task Add_Wrong_SaysWhy(int code, string when, string session, string why) =>
        Assert.Contains(why, await RunAsync(code, "schedule", "add", when, "say hello", "--session", session), StringComparison.Ordinal);

    [Fact]
    public async Task Add_NoSessionOrUnknownZone_IsRefused()
    {
        Assert.Contains("--session", await RunAsync(2, "schedule", "add", "every day 8:00", "say hello"), StringComparison.Ordinal);
        Assert.Contains("Europe/Berlin", await RunAsync(2, "schedule", "add", "every day 8:00", "say hello", "--session", "cli:default:main", "--timezone", "Mars/Base"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InItsOwnProcess_PrintsTheReplyAndIsKept()
    {
        home.Model.Says = "Hello you.";
        var id = await AddAsync("cli:default:main");
        Assert.Contains("No gateway runs, so nothing would run", await RunAsync(1, "schedule", "run", id, "--no-wait"), StringComparison.Ordinal);
        Assert.Equal("Hello you.", (await RunAsync(0, "schedule", "run", id)).Trim());
        await using var session = (await home.Store.OpenAsync(ChatHome.Key, default))!;
        var entries = await session.ReadAllAsync(default);
        var message = Assert.Single(entries.OfType<UserEntry>());
        Assert.Equal(("say hello", ScheduledMessage.OriginOf(id)), (message.Content, message.Origin));
        Assert.Equal([message.Id], Assert.Single(entries.OfType<AssistantEntry>()).Answers);
        Assert.Contains("answered, by hand", await RunAsync(0, "schedule", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Silent_SaysSo()
    {
        home.Model.Says = "NO_REPLY";
        Assert.Equal("It had nothing to tell.", (await RunAsync(0, "schedule", "run", await AddAsync("cli:default:main"))).Trim());
    }

    [Fact]
    public async Task Run_ProposalOrDamagedFile_IsRefused()
    {
        var book = new ScheduleBook(home.Path, CronosExpressions.Read, TimeProvider.System);
        var proposal = book.Add(ChatHome.Key, null, "every day 8:00", TimeZoneInfo.Utc, "p", ScheduleMaker.Model);
        Assert.Contains("not confirmed", await RunAsync(2, "schedule", "run", proposal.Id), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(home.Path, ScheduleBook.FileName), "{");
        Assert.Contains("put aside", await RunAsync(1, "schedule", "list"), StringComparison.Ordinal);
        var (code, output, error) = await home.Start(["schedule", "list"]).FinishAsync();
        Assert.True(code == 0, error);
        Assert.StartsWith("No schedules.", output, StringComparison.Ordinal);
        Assert.Contains("damaged", error, StringComparison.Ordinal);
        Assert.Contains("schedules.json.damaged-", await RunAsync(1, "doctor"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_Session_TakesItsSchedules()
    {
        home.Model.Says = "Hello you.";
        var id = await AddAsync("cli:default:main");
        var other = await AddAsync("cli:other:main", "say goodbye");
        await RunAsync(0, "schedule", "run", id);
        var output = await RunAsync(0, "erase", "cli:default:main", "--yes");
        Assert.Contains("schedules.json: 1 schedule", output, StringComparison.Ordinal);
        Assert.Equal(other, Assert.Single(new ScheduleBook(home.Path, CronosExpressions.Read, TimeProvider.System).Read()).Id);
    }

    [Fact]
    public async Task Restore_InAnotherHome_BringsSchedulesBackPaused()
    {
        var id = await AddAsync("cli:default:main");
        var file = Path.Combine(home.Path, "backup.tar.gz");
        await RunAsync(0, "backup", file);
        await RunAsync(0, "schedule", "remove", id);
        Assert.Contains("restored 1 schedule, paused", await RunAsync(0, "restore", file), StringComparison.Ordinal);
        Assert.Equal((id, ScheduleState.Paused), Assert.Single(new ScheduleBook(home.Path, CronosExpressions.Read, TimeProvider.System).Read().Select(schedule => (schedule.Id, schedule.State))));
    }

    private static string? Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString();

    private async Task<string> AddAsync(string session, string prompt = "say hello")
    {
        using var made = JsonDocument.Parse(await RunAsync(0, "schedule", "add", "every day 8:00", prompt, "--session", session, "--json"));
        return Text(made, "id")!;
    }

    /// <summary>Runs a command; gives what it printed, of a failed one also its errors.</summary>
    private async Task<string> RunAsync(int code, params string[] arguments)
    {
        var (exit, output, error) = await home.Start(arguments).FinishAsync();
        Assert.True(exit == code, $"{exit}: {error}{output}");
        return code == 0 ? output : output + error;
    }
}
