using System.Text.Json;
using LurkBot.Schedules;
using LurkBot.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Schedules;

public sealed class ScheduleBookTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:default:main");

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero));

    private string FilePath => Path.Combine(home.Path, ScheduleBook.FileName);

    public void Dispose() => home.Dispose();

    [Fact]
    public void Add_Schedule_IsThereForAnotherProcessAndPrivate()
    {
        var other = Open();
        Assert.Empty(other.Read());
        var made = Add("every weekday 8:00");
        Assert.Equal(JsonSerializer.Serialize(made), JsonSerializer.Serialize(Assert.Single(other.Read())));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal((ScheduleState.Active, time.GetUtcNow(), "UTC"), (made.State, made.LastDue, made.Zone));
    }

    [Fact]
    public void Update_RunByHand_IsReadByOthersAtEachStep()
    {
        var made = Add("every day 8:00");
        var source = Open().Request(made.Id);
        Open().Update(made.Id, schedule => schedule with { Firing = new ScheduleFiring(source, null, 0, 7) });
        Assert.Equal(new ScheduleFiring(source, null, 0, 7), Open().Find(made.Id).Firing);
        Open().Update(made.Id, schedule => schedule.WithRun(8, Guid.NewGuid(), time.GetUtcNow()));
        var ran = Open().Find(made.Id);
        Assert.Equal((null, 0, new ScheduleRun(source, null, time.GetUtcNow(), 8, 0)), (ran.Firing, ran.Requests.Count, ran.LastRun()));
    }

    [Fact]
    public void Read_SecondChangeOfTheSameLength_IsSeen()
    {
        var (book, other) = (Open(), Open());
        var made = Add("every day 8:00");
        other.Read();
        for (var i = 0; i < 50; i++)
        {
            var prompt = $"prompt {i % 10}";
            book.Update(made.Id, schedule => schedule with { Prompt = prompt });
            Assert.Equal(prompt, other.Find(made.Id).Prompt);
        }
    }

    [Fact]
    public async Task Add_FromManyProcesses_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            var book = Open();
            for (var i = 0; i < 10; i++)
                book.Add(Key, null, "every day 8:00", TimeZoneInfo.Utc, $"{worker}/{i}", ScheduleMaker.Owner);
        })));
        Assert.Equal(80, Open().Read().Select(schedule => schedule.Prompt).Distinct().Count());
    }

    [Fact]
    public void Add_NeverComes_IsRefused()
    {
        Assert.Contains("never comes", Assert.Throws<ScheduleException>(() => Add("0 0 30 2 *")).Message, StringComparison.Ordinal);
        Assert.Contains("never comes", Assert.Throws<ScheduleException>(() => Add("at 2026-11-30 09:59")).Message, StringComparison.Ordinal);
        Assert.Empty(Open().Read());
    }

    [Fact]
    public void Add_EmptyOrTooLong_IsRefused()
    {
        Assert.Throws<ScheduleException>(() => Open().Add(Key, null, "every day 8:00", TimeZoneInfo.Utc, " \n", ScheduleMaker.Owner));
        Assert.Throws<ScheduleException>(() => Open().Add(Key, null, "every day 8:00", TimeZoneInfo.Utc, new string('ä', ScheduleBook.LongestPrompt), ScheduleMaker.Owner));
    }

    [Fact]
    public void Add_ByModel_IsProposedAndBounded()
    {
        var made = Enumerable.Range(0, ScheduleBook.MostProposed).Select(_ => Open().Add(Key, null, "every day 8:00", TimeZoneInfo.Utc, "p", ScheduleMaker.Model)).ToList();
        Assert.All(made, schedule => Assert.Equal(ScheduleState.Proposed, schedule.State));
        Assert.Contains("wait for the owner", Assert.Throws<ScheduleException>(() => Open().Add(Key, null, "every day 8:00", TimeZoneInfo.Utc, "p", ScheduleMaker.Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_Proposal_CountsFromNow()
    {
        var made = Open().Add(Key, null, "every day 8:00", TimeZoneInfo.Utc, "p", ScheduleMaker.Model);
        Assert.Contains("not confirmed", Assert.Throws<ScheduleException>(() => Open().Request(made.Id)).Message, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromDays(3));
        var confirmed = Open().Resume(made.Id.ToUpperInvariant());
        Assert.Equal((ScheduleState.Active, time.GetUtcNow(), ScheduleMaker.Model), (confirmed.State, confirmed.LastDue, confirmed.By));
    }

    [Fact]
    public void Pause_ThenResume_SkipsWhatPassed()
    {
        var made = Add("every day 8:00");
        Assert.Equal(ScheduleState.Paused, Open().Pause(made.Id).State);
        time.Advance(TimeSpan.FromDays(2));
        var resumed = Open().Resume(made.Id);
        Assert.Equal((ScheduleState.Active, time.GetUtcNow()), (resumed.State, resumed.LastDue));
    }

    [Fact]
    public void Resume_NothingLeft_IsRefused()
    {
        var made = Add("at 2026-11-30 18:00");
        time.Advance(TimeSpan.FromDays(1));
        Assert.Throws<ScheduleException>(() => Open().Resume(made.Id));
    }

    [Fact]
    public void Remove_Unknown_IsNotFound()
    {
        var made = Add("every day 8:00");
        Assert.Equal(made.Id, Open().Remove(made.Id).Id);
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<ScheduleException>(() => Open().Remove(made.Id)).Kind);
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<ScheduleException>(() => Open().Find("\u001b[31m")).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":1,\"schedules\":[")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"format\":1,\"schedules\":[null]}")]
    [InlineData("{\"format\":1,\"schedules\":[{\"id\":\"a\"}]}")]
    [InlineData("{\"format\":\"x\",\"schedules\":[]}")]
    public void Read_DamagedFile_IsPutAsideOnceAndNamed(string content)
    {
        var (book, other) = (Open(), Open());
        Add("every day 8:00");
        book.Read();
        File.WriteAllText(FilePath, content);
        var error = Assert.Throws<LurkBotException>(() => book.Read());
        var aside = Assert.Single(book.FindAside());
        Assert.Contains(aside, error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(aside));
        Assert.Empty(other.Read());
        var made = Add("every day 9:00");
        Assert.Equal(made.Id, Assert.Single(book.Read()).Id);
        Assert.Equal([aside], other.FindAside());
    }

    [Fact]
    public void Update_DamagedFile_IsPutAside()
    {
        var made = Add("every day 8:00");
        File.WriteAllText(FilePath, "{");
        Assert.Contains("put aside", Assert.Throws<LurkBotException>(() => Open().Pause(made.Id)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Read_NewerFormat_StaysAsItIs()
    {
        File.WriteAllText(FilePath, "{\"format\":2,\"schedules\":{}}");
        Assert.Contains("newer version", Assert.Throws<LurkBotException>(() => Open().Read()).Message, StringComparison.Ordinal);
        Assert.Contains("newer version", Assert.Throws<LurkBotException>(() => Add("every day 8:00")).Message, StringComparison.Ordinal);
        Assert.Equal("{\"format\":2,\"schedules\":{}}", File.ReadAllText(FilePath));
    }

    [Fact]
    public void Restore_Backup_AddsPausedAndKeepsWhatIsThere()
    {
        var (made, backup) = (Add("every day 8:00"), Open().Export()!);
        var lost = Add("every day 9:00");
        var both = Open().Export()!;
        Open().Remove(lost.Id);
        Open().Update(made.Id, schedule => schedule with { Prompt = "newer" });
        Assert.Equal(1, Open().Import(both));
        Assert.Equal(0, Open().Import(backup));
        Assert.Equal([("newer", ScheduleState.Active), ("say hello", ScheduleState.Paused)], Open().Read().Select(schedule => (schedule.Prompt, schedule.State)));
    }

    [Fact]
    public void Import_Damaged_ChangesNothing()
    {
        Assert.Null(Open().Export());
        Assert.Contains("damaged", Assert.Throws<LurkBotException>(() => Open().Import([1, 2])).Message, StringComparison.Ordinal);
        Assert.Empty(Open().Read());
    }

    private ScheduleBook Open() => new(home.Path, CronosExpressions.Read, time);

    private Schedule Add(string when) => Open().Add(Key, null, when, TimeZoneInfo.Utc, "say hello", ScheduleMaker.Owner);
}
