using CsCheck;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Schedules;

/// <summary>What is due runs once for each due time, wherever a process ends and whatever the clock does.</summary>
public sealed class ScheduleRunnerTests
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:default:main");

    private static readonly DateTimeOffset Start = new(2026, 3, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Look_Due_IsAcceptedAsScheduled()
    {
        var world = new World("every day 11:00");
        Assert.Empty(await world.LookAsync());
        world.Time.Advance(TimeSpan.FromHours(1));
        var fired = Assert.Single(await world.LookAsync());
        var message = Assert.Single(await world.MessagesAsync());
        Assert.Equal((fired.Entry, $"schedule:{world.Id}:20260320T110000Z", $"schedule:{world.Id}", "cli", "say hello"), (message.Id, message.Source, message.Origin, message.ReplyTo, message.Content));
        Assert.Equal(Trust.Full, message.Sender!.Trust);
        Assert.DoesNotContain(message.Sender.Id, new[] { "owner", Environment.UserName });
        Assert.True(ScheduledMessage.TryRead(message, out var read));
        Assert.Equal((world.Id, Start.AddHours(1), false), (read.Value.Id, read.Value.Due, read.Value.IsLate));
        Assert.Empty(await world.LookAsync());
        Assert.Equal(Start.AddHours(25), world.Runner.NextDue());
    }

    [Fact]
    public async Task Look_AfterAStop_RunsTheNewestOnceAndLate()
    {
        var world = new World("every day 11:00");
        world.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(4));
        world.Restart();
        Assert.Single(await world.LookAsync());
        Assert.True(ScheduledMessage.TryRead(Assert.Single(await world.MessagesAsync()), out var read));
        Assert.Equal((Start.AddDays(3).AddHours(1), true, "3 h 0 min"), (read.Value.Due, read.Value.IsLate, read.Value.LateText()));
        Assert.Equal(3, world.Schedule.LastRun()!.Missed);
        Assert.Empty(await world.LookAsync());
    }

    [Fact]
    public async Task Look_ClockSetBack_DoesNotRunAgain()
    {
        var world = new World("every 1 hour");
        world.Time.Advance(TimeSpan.FromHours(5));
        Assert.Single(await world.LookAsync());
        world.SetBack(TimeSpan.FromHours(3));
        Assert.Empty(await world.LookAsync());
        world.Time.Advance(TimeSpan.FromHours(3));
        Assert.Empty(await world.LookAsync());
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single(await world.LookAsync());
        Assert.Equal(2, (await world.MessagesAsync()).Count);
    }

    [Fact]
    public async Task Look_ModelMadeIt_HasPartialTrustOnceConfirmed()
    {
        var world = new World("every 1 hour", ScheduleMaker.Model);
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await world.LookAsync());
        world.Book.Resume(world.Id);
        Assert.Empty(await world.LookAsync());
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single(await world.LookAsync());
        Assert.Equal(Trust.Partial, Assert.Single(await world.MessagesAsync()).Sender!.Trust);
    }

    [Fact]
    public async Task Look_PausedOrRemoved_DoesNotRun()
    {
        var world = new World("every 1 hour");
        world.Book.Pause(world.Id);
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await world.LookAsync());
        world.Book.Remove(world.Id);
        Assert.Empty(await world.LookAsync());
    }

    [Fact]
    public async Task Look_Once_IsDoneAfterIt()
    {
        var world = new World("at 2026-03-20 11:00");
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Single(await world.LookAsync());
        Assert.Equal(ScheduleState.Done, world.Schedule.State);
        Assert.Null(world.Runner.NextDue());
    }

    [Fact]
    public async Task Look_NotAccepted_SaysWhyAndIsTriedAgain()
    {
        var world = new World("every 1 hour") { Fault = Fault.Refused };
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await world.LookAsync());
        Assert.Equal("The disk is full.", world.Schedule.Problem);
        world.Fault = Fault.None;
        Assert.Empty(await world.LookAsync());
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await world.LookAsync());
        Assert.Null(world.Schedule.Problem);
        Assert.Single(await world.MessagesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Look_KilledAroundAccept_RunsOnceHoweverLongTheSessionIsByThen(bool isAccepted)
    {
        var world = new World("every 1 hour") { Fault = isAccepted ? Fault.KilledAfter : Fault.KilledBefore };
        world.Time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<KilledException>(world.LookAsync);
        world.Restart();
        // More entries than a source is looked for among.
        await world.SayAsync(400);
        Assert.Single(await world.LookAsync());
        Assert.Single(await world.MessagesAsync());
        Assert.Equal(isAccepted ? 1 : 401, world.Schedule.LastRun()!.Entry);
        Assert.Empty(await world.LookAsync());
    }

    [Fact]
    public async Task Look_SessionRenamed_FollowsIt()
    {
        var world = new World("every 1 hour");
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.LookAsync();
        await world.Store.RenameAsync(Key, SessionKey.Parse("cli:other:main"), new SessionChange("owner", "rename"), default);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("cli:other:main", Assert.Single(await world.LookAsync()).Key.ToString());
        Assert.Equal("cli:other:main", world.Schedule.Session);
    }

    [Fact]
    public async Task Look_SessionDeleted_IsPausedAndSaysWhy()
    {
        var world = new World("every 1 hour");
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.LookAsync();
        await world.Store.DeleteAsync(Key, new SessionChange("owner", "delete"), default);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await world.LookAsync());
        Assert.Equal((ScheduleState.Paused, "Its session was deleted."), (world.Schedule.State, world.Schedule.Problem));
        Assert.Null(await world.Store.FindAsync(Key, default));
    }

    [Fact]
    public async Task Look_NoAddressYet_WaitsAndSaysNothing()
    {
        var world = new World("every 1 hour") { Address = new ScheduleAddress(null, null) };
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await world.LookAsync());
        Assert.Null(world.Schedule.Problem);
        world.Address = new ScheduleAddress(null, "The gateway does not serve it.");
        Assert.Empty(await world.LookAsync());
        Assert.Equal("The gateway does not serve it.", world.Schedule.Problem);
        world.Address = new ScheduleAddress(new ReplyAddress("telegram:1:42"), null);
        Assert.Single(await world.LookAsync());
        Assert.Equal("telegram:1:42", Assert.Single(await world.MessagesAsync()).ReplyTo);
    }

    [Fact]
    public async Task Look_AskedFor_RunsOnceAndLeavesTheNextTime()
    {
        var world = new World("every 1 hour");
        var source = world.Book.Request(world.Id);
        world.Book.Pause(world.Id);
        world.Fault = Fault.KilledAfter;
        await Assert.ThrowsAsync<KilledException>(world.LookAsync);
        world.Restart();
        Assert.Equal(source, Assert.Single(await world.LookAsync()).Source);
        Assert.Empty(await world.LookAsync());
        Assert.Equal(source, Assert.Single(await world.MessagesAsync()).Source);
        Assert.Equal((null, source), (world.Schedule.LastRun()!.Due, world.Schedule.LastRun()!.Source));
        Assert.Equal(Start, world.Schedule.LastDue);
        Assert.Empty(world.Schedule.Requests);
    }

    /// <summary>Stops, kills at each point, clocks that jump both ways, both changes of summer time: no due time runs twice, and none is lost.</summary>
    [Fact]
    public Task Look_AnyStopsKillsAndJumps_RunsEachDueTimeOnce() => Gen.Select(
        Gen.Int[0, 6].Select(i => ((string[])["every 50 minutes", "every day 2:30", "every weekday 8:00", "*/30 2 * * *", "at 2026-03-29 02:30", "every sunday 3:00", "every 24 hours"])[i]),
        Gen.Int[0, 2].Select(i => ((string[])["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])[i]),
        Gen.Bool,
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 3000]).Array[1, 40]).SampleAsync(
        async (rule, zone, isAutumn, steps) =>
        {
            var world = new World(rule is "at 2026-03-29 02:30" && isAutumn ? "at 2026-10-25 02:30" : rule, zone: zone, start: isAutumn ? Start.AddMonths(7) : Start);
            var (start, latest) = (world.Time.GetUtcNow(), world.Time.GetUtcNow());
            foreach (var (what, minutes) in steps)
            {
                switch (what)
                {
                    case 0:
                        world.SetBack(TimeSpan.FromMinutes(minutes));
                        break;
                    case 1 or 2:
                        world.Fault = what is 1 ? Fault.KilledBefore : Fault.KilledAfter;
                        break;
                    case 3:
                        world.Restart();
                        break;
                    default:
                        world.Time.Advance(TimeSpan.FromMinutes(what < 7 ? minutes % 40 : minutes));
                        break;
                }

                try
                {
                    await world.LookAsync();
                }
                catch (KilledException)
                {
                    world.Restart();
                }

                latest = world.Now > latest ? world.Now : latest;
            }

            // The last look may have been killed, and the clock set back before what was due: it is due once more when that time comes.
            world.Fault = Fault.None;
            world.Time.Advance(latest > world.Now ? latest - world.Now : TimeSpan.Zero);
            await world.LookAsync();
            var ran = (await world.MessagesAsync()).ConvertAll(message => message.Source!);
            Assert.Equal(ran.Distinct(StringComparer.Ordinal), ran);
            var all = new List<string>();
            var times = world.Book.RuleOf(world.Schedule);
            for (var next = times.Next(start); next <= latest; next = times.Next(next.Value))
                all.Add(ScheduledMessage.SourceOf(world.Id, next.Value));
            Assert.Subset(all.ToHashSet(StringComparer.Ordinal), ran.ToHashSet(StringComparer.Ordinal));
            Assert.Equal(ran.Count == 0 ? 0 : all.IndexOf(ran[^1]) + 1, ran.Count + world.Missed.Where(pair => ran.Contains(pair.Key)).Sum(pair => pair.Value));
            Assert.True(all.Count == 0 || ran[^1] == all[^1], "The newest due time ran.");
        },
        iter: 300);

    private enum Fault
    {
        None,
        Refused,
        KilledBefore,
        KilledAfter,
    }

    private sealed class KilledException : Exception;

    private sealed class World
    {
        private readonly SessionInbox inbox;
        private readonly ShiftedTime clock;

        public World(string when, ScheduleMaker by = ScheduleMaker.Owner, string zone = "UTC", DateTimeOffset? start = null)
        {
            Time = new FakeTimeProvider(start ?? Start);
            clock = new ShiftedTime(Time);
            Store = new MemorySessionStore(clock);
            inbox = new SessionInbox(Store, clock);
            Book = new ScheduleBook(null, CronosExpressions.Read, clock);
            Id = Book.Add(Key, null, when, TimeZoneInfo.FindSystemTimeZoneById(zone), "say hello", by).Id;
            Runner = Make();
        }

        public FakeTimeProvider Time { get; }

        public DateTimeOffset Now => clock.GetUtcNow();

        public MemorySessionStore Store { get; }

        public ScheduleBook Book { get; }

        public string Id { get; }

        public ScheduleRunner Runner { get; private set; }

        public Fault Fault { get; set; }

        public ScheduleAddress Address { get; set; } = new(ReplyAddress.Cli, null);

        public Schedule Schedule => Book.Find(Id);

        public Dictionary<string, int> Missed { get; } = new(StringComparer.Ordinal);

        public void Restart() => (Runner, Fault) = (Make(), Fault.None);

        public void SetBack(TimeSpan by) => clock.Back += by;

        public async Task<IReadOnlyList<FiredSchedule>> LookAsync()
        {
            var fired = await Runner.LookAsync(default);
            foreach (var run in Book.Read().SelectMany(schedule => schedule.Runs))
                Missed[run.Source] = run.Missed;
            return fired;
        }

        public async Task<List<UserEntry>> MessagesAsync()
        {
            foreach (var info in (await Store.ListAsync(default)).Sessions)
            {
                await using var session = await Store.OpenAsync(info.Key, default);
                return [.. (await session!.ReadAllAsync(default)).OfType<UserEntry>().Where(ScheduledMessage.Is)];
            }

            return [];
        }

        public async Task SayAsync(int count)
        {
            await using var session = await Store.OpenOrCreateAsync(Key, default);
            await session.AppendAsync([.. Enumerable.Range(0, count).Select(i => new UserEntry { At = Time.GetUtcNow(), Content = $"{i}" })], default);
        }

        private ScheduleRunner Make() => new(Book, Store, new ScheduleDoor(_ => Address, AcceptAsync), clock);

        private async ValueTask<long> AcceptAsync(InboundMessage message, CancellationToken cancellationToken)
        {
            if (Fault is Fault.Refused)
                throw new LurkBotException("The disk is full.");
            if (Fault is Fault.KilledBefore)
                throw new KilledException();
            await using var session = await Store.OpenOrCreateAsync(message.Key, cancellationToken);
            var accepted = await inbox.AcceptAsync(session, message, cancellationToken);
            return Fault is Fault.KilledAfter ? throw new KilledException() : accepted.Entry.Id;
        }
    }

    /// <summary>A clock that can be set back, as people's can.</summary>
    private sealed class ShiftedTime(FakeTimeProvider inner) : TimeProvider
    {
        public TimeSpan Back { get; set; }

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() - Back;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
