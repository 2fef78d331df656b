using LurkBot.Operations;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Operations;

/// <summary>A deleted session's schedules do not run, and say why; restoring it brings them back.</summary>
public sealed class SessionSchedulesTests
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");

    private static readonly SessionChange Change = new("owner", "test");

    [Fact]
    public async Task DeleteAndRestore_PauseAndResumeWhatWasActive_AndNothingElse()
    {
        await using var home = new ExchangeHome((_, _) => ScriptedModel.Text("Yes."));
        await home.KeepAsync(Key.ToString(), "hello");
        await home.KeepAsync("cli:b:main", "hello");
        var id = (await home.Store.FindAsync(Key, default))!.Id;
        var active = Add(home, Key, id);
        var paused = Add(home, Key, id);
        home.Schedules.Pause(paused);
        var other = Add(home, SessionKey.Parse("cli:b:main"), (await home.Store.FindAsync(SessionKey.Parse("cli:b:main"), default))!.Id);
        var administration = new SessionAdministration(home.Services);
        Assert.Equal(1, (await administration.DeleteAsync(Key, Change, default)).Schedules);
        Assert.Equal((ScheduleState.Paused, ScheduleBook.SessionDeleted), (home.Schedules.Find(active).State, home.Schedules.Find(active).Problem));
        Assert.Equal(ScheduleState.Active, home.Schedules.Find(other).State);
        Assert.Equal(1, (await administration.RestoreAsync(Key, Change, default)).Schedules);
        Assert.Equal((ScheduleState.Active, null), (home.Schedules.Find(active).State, home.Schedules.Find(active).Problem));
        Assert.Equal((ScheduleState.Paused, null), (home.Schedules.Find(paused).State, home.Schedules.Find(paused).Problem));
    }

    [Fact]
    public async Task RequireSession_OnceItIsDeleted_SaysHowToRestoreIt()
    {
        await using var home = new ExchangeHome((_, _) => ScriptedModel.Text("Yes."));
        await home.KeepAsync(Key.ToString(), "hello");
        var schedule = home.Schedules.Find(Add(home, Key, (await home.Store.FindAsync(Key, default))!.Id));
        await SessionSchedules.RequireSessionAsync(home.Store, schedule, default);
        await SessionSchedules.RequireSessionAsync(home.Store, schedule with { Session = "cli:new:main", SessionId = null }, default);
        await new SessionAdministration(home.Services).DeleteAsync(Key, Change, default);
        var refused = await Assert.ThrowsAsync<ScheduleException>(async () => await SessionSchedules.RequireSessionAsync(home.Store, schedule, default));
        Assert.Equal($"cli:a:main, the session of {schedule.Id}, was deleted. Restore it first: lurkbot sessions restore cli:a:main", refused.Message);
    }

    private static string Add(ExchangeHome home, SessionKey key, SessionId id) => home.Schedules.Add(key, id, "every day 8:00", TimeZoneInfo.Utc, "say hello", ScheduleMaker.Owner).Id;
}
