using LurkBot.Sessions;
using LurkBot.Workspaces;

namespace LurkBot.Tests.Simulation;

/// <summary>One simulated history: people write, the gateway answers and is killed, the world misbehaves; then it is calm, and all promises must hold.</summary>
internal sealed class SimHistory : IDisposable
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(90);

    private readonly SimWorld world;
    private readonly string home;
    private readonly QueueMode mode;
    private SimGateway? gateway;
    private bool isOver;
    private int looks;

    private SimHistory(int seed, PlantedFault fault, int? only, string home)
    {
        world = new SimWorld(seed, fault, only);
        (this.home, mode) = (home, (QueueMode)world.Clock.Random.Next(4));
        world.Interrupts = mode is QueueMode.Interrupt;
        foreach (var platform in world.Platforms)
        {
            var folder = WorkspaceFolder.Of(home, new WorkspaceOptions(), SessionKey.Parse(platform.OwnerKey));
            Directory.CreateDirectory(folder);
            world.Logs[platform] = Path.Combine(folder, "log.txt");
            File.WriteAllText(world.Logs[platform], "end\n");
            File.WriteAllText(Path.Combine(folder, "gift.txt"), "a gift\n");
        }
    }

    /// <summary>Lets a history happen, in a process whose thread pool has one thread.</summary>
    /// <returns>The promises that it broke, what happened, and how many events there were.</returns>
    public static async Task<(IReadOnlyList<string> Broken, IReadOnlyList<string> Trace, long Events)> RunAsync(int seed, PlantedFault fault, int? only = null)
    {
        using var folder = new TemporaryFolder();
        using var history = new SimHistory(seed, fault, only, folder.Path);
        await history.RunAsync();
        history.world.TraceEnd();
        var broken = SimPromises.Check(history.world);
        history.world.Trace($"the longest answer took {history.world.Longest.TotalSeconds:0} s");
        return (broken, history.world.Lines, history.world.Clock.Happened);
    }

    public void Dispose() => gateway?.Dispose();

    private async Task RunAsync()
    {
        var random = world.Clock.Random;
        var lasts = TimeSpan.FromSeconds(random.Next(20, 240));
        Start();
        world.People.Plan(lasts);
        for (var kills = random.Next(4); kills > 0; kills--)
            world.Clock.Schedule(lasts * random.NextDouble(), null, Interrupt);
        if (random.Next(5) == 0)
            Fill(lasts * random.NextDouble());
        foreach (var platform in world.Platforms)
        {
            for (var troubles = random.Next(5); troubles > 0; troubles--)
                world.Clock.Schedule(lasts * random.NextDouble(), null, platform.Trouble);
        }

        for (var jumps = random.Next(4) == 0 ? random.Next(1, 3) : 0; jumps > 0; jumps--)
            world.Clock.Schedule(lasts * random.NextDouble(), null, Jump);
        world.Clock.Schedule(lasts + TimeSpan.FromSeconds(1), null, Calm);
        await world.Clock.RunAsync(() => isOver, Enough);
        if (!isOver)
            world.Broken.Add("it never came to rest");
        // What is settled stays so, also after one more start.
        if (gateway is null)
            return;
        // Where a message that need not be told was not heard yet, it may be heard now: questions, files and replies follow it.
        var heard = SimPromises.Rows(world).Inbound.Select(row => row.Source).ToHashSet(StringComparer.Ordinal);
        var open = world.People.Said.Where(said => !said.IsOwed && !heard.Contains(said.Row)).Select(said => (said.Platform, said.Platform.ChatNow(said.Chat), said.Thread)).ToHashSet();
        var before = CountAnswers();
        gateway.Kill(isPowerCut: false);
        Start();
        var until = world.Clock.Elapsed + TimeSpan.FromSeconds(40);
        await world.Clock.RunAsync(() => world.Clock.Elapsed > until, Enough);
        for (var more = 0; more < 60 && !SimPromises.IsSettled(world); more++)
        {
            until = world.Clock.Elapsed + TimeSpan.FromSeconds(10);
            await world.Clock.RunAsync(() => world.Clock.Elapsed > until, Enough);
        }

        if (CountAnswers() != before)
            world.Broken.Add("something was sent again after the end");
        gateway!.Kill(isPowerCut: false);

        // That the platform was not heard for long is told by the wall clock, which may have been wrong; a press of Stop, or a stranger, that was not acknowledged comes once more.
        // What need not be told may come late, or only now; changed, it has another word.
        bool IsOwed(string text) => !SimPeople.Tokens(text).Any(token => world.People.Said.Exists(said => said.Token == token && !said.IsOwed))
            && !(text.TrimEnd().EndsWith("answers", StringComparison.Ordinal) && world.People.Said.Exists(said => said is { IsEdited: true, IsOwed: false }));

        static bool IsLate(string text) => text.StartsWith("Telegram was not heard", StringComparison.Ordinal) || text.Contains("code is", StringComparison.Ordinal) || text.Contains(" came while I was away", StringComparison.Ordinal);

        int CountAnswers() => world.People.Shown.Sum(chat => chat.Answers.Count(answer => !open.Contains((chat.Platform, chat.Platform.ChatNow(chat.Chat), answer.Thread)) && !IsLate(answer.Text) && IsOwed(answer.Text)));
    }

    private void Start()
    {
        gateway = new SimGateway(world, home, mode, world.Clock.Random.Next(6) == 0 ? TimeSpan.FromSeconds(world.Clock.Random.Next(-3000, 3000)) : TimeSpan.Zero);
        gateway.Start();
    }

    /// <summary>The process is killed, or the power is cut, or it is stopped in good order; after a while it starts again.</summary>
    private void Interrupt()
    {
        if (gateway is not { } running || isOver)
            return;
        gateway = null;
        var random = world.Clock.Random;
        var pause = TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(30, 400) : random.Next(1, 5));
        if (random.Next(4) == 0)
        {
            world.Trace("stopped");
            _ = StopAsync(running, pause);
            return;
        }

        var isPowerCut = random.Next(2) == 0;
        world.Trace(isPowerCut ? "power cut" : "killed");
        running.Kill(isPowerCut);
        world.Clock.Schedule(pause, null, Start);
    }

    private async Task StopAsync(SimGateway running, TimeSpan pause)
    {
        await running.StopAsync(TimeSpan.FromSeconds(10));
        world.Trace("ended");
        world.Clock.Schedule(pause, null, Start);
    }

    /// <summary>The clock of the machine is set while the process lives.</summary>
    private void Jump()
    {
        var random = world.Clock.Random;
        var by = random.Next(4) == 0 ? TimeSpan.FromHours(random.Next(-50, 50)) : TimeSpan.FromSeconds(random.Next(-3000, 3000));
        world.Trace($"the clock jumps by {by}");
        gateway?.Jump(by);
    }

    private void Fill(TimeSpan at)
    {
        world.Clock.Schedule(at, null, () => Set(true));
        world.Clock.Schedule(at + TimeSpan.FromSeconds(world.Clock.Random.Next(1, 40)), null, () => Set(false));

        void Set(bool isFull)
        {
            world.Disk.IsFull = isFull;
            if (!isFull)
                world.Disturbances.Add(world.Clock.Elapsed);
            world.Trace(isFull ? "the disk is full" : "there is space again");
        }
    }

    private void Calm()
    {
        world.IsCalm = true;
        world.Trace("calm");
        Look();
    }

    private void Look()
    {
        // Whatever happened, each platform is heard again.
        var unheard = world.Platforms.Where(platform => !world.People.Said.Exists(said => said.Platform == platform && said.IsLast && world.People.AnsweredAt.ContainsKey(said.Token))).ToList();
        if (looks++ % 18 == 3)
        {
            foreach (var platform in unheard)
                platform.Speak($"m{1000 + (looks * 10) + world.Platforms.ToList().IndexOf(platform)}");
        }

        isOver = unheard.Count == 0 && gateway is { IsReady: true, IsIdle: true } && SimPromises.IsSettled(world);
        if (!isOver)
            world.Clock.Schedule(TimeSpan.FromSeconds(10), null, Look);
    }
}
