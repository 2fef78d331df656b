using System.Globalization;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>
/// One session that several processes use at the same moments, one of which is killed now and then. A seed decides everything:
/// other processes act while the model or a tool is at work.
/// </summary>
internal sealed class InterleavedHome : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly ShiftedTime time = new();
    private readonly Random random;
    private readonly List<long> accepted = [];
    private readonly HashSet<string> ran = new(StringComparer.Ordinal);
    private readonly List<string> log = [];
    private readonly Dictionary<long, List<IReadOnlyList<string>>> requests = [];
    private ProcessLife life;
    private TestProcess process;
    private long turn;
    private int number;
    private bool isQuiet;
    private bool isReset;

    /// <summary>Begins with one process.</summary>
    /// <param name="seed">Decides everything that happens.</param>
    /// <param name="firstLife">When the first process dies.</param>
    public InterleavedHome(int seed, Func<string, ProcessLife>? firstLife = null)
    {
        random = new Random(seed);
        life = firstLife?.Invoke(home.Path) ?? new ProcessLife(home.Path, -1, LastAppend.Whole);
        process = Start();
    }

    /// <summary>What happened, for a failure's message.</summary>
    public string Log => string.Join('\n', log);

    /// <summary>What was wrong with requests.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Whether a process was killed.</summary>
    public bool WasKilled { get; private set; }

    public void Dispose()
    {
        process.Dispose();
        home.Dispose();
    }

    /// <summary>Lives through a history.</summary>
    /// <param name="steps">So many things happen between runs.</param>
    public async Task LiveAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            await TryAsync(StepAsync);
            if (random.Next(8) == 0)
                Restart(random.Next(3) == 0 ? new ProcessLife(home.Path, random.Next(12), (LastAppend)random.Next(3)) { TornAt = random.NextDouble() } : new ProcessLife(home.Path, -1, LastAppend.Whole));
        }
    }

    /// <summary>A history that is always the same but for the death of its process: messages, a tool, a question, its answer, a stop.</summary>
    public async Task LiveAsScriptedAsync()
    {
        await TryAsync(() => AcceptAsync(process, 0));
        await TryAsync(() => AcceptAsync(process, 0));
        await TryAsync(RunAsync);
        await TryAsync(() => ApproveAsync(ApprovalDecision.Once));
        await TryAsync(RunAsync);
        await TryAsync(() => AcceptAsync(process, 1));
        await TryAsync(RunAsync);
        await TryAsync(() => process.StopAsync(all: true));
        await TryAsync(RunAsync);
    }

    /// <summary>Restarts, answers what waits, and checks that each message ended once.</summary>
    public async Task EndAsync()
    {
        isQuiet = true;
        Restart(new ProcessLife(home.Path, -1, LastAppend.Whole));
        await RunAsync();
        var entries = await process.ReadAsync();
        var map = TurnMap.Of(entries);
        var undone = EffectiveHistory.UndoneTurns(map, EffectiveHistory.Undone(entries));
        Assert.All(accepted, id => Assert.IsType<UserEntry>(entries[(int)id - 1]));
        foreach (var id in entries.OfType<UserEntry>().Select(message => message.Id))
            Assert.InRange(entries.Count(entry => entry is ITurnMark mark && mark.Answers.Contains(id)), 0, 1);
        var state = await process.StateAsync();
        var isParked = (await process.RunAsync()).OfType<TurnUpdate.ApprovalAsked>().Any();
        if (!isParked)
            Assert.Equal(TurnState.Empty, state);
        var fates = TestProcess.FatesOf(entries);
        Assert.All(entries.OfType<UserEntry>().Where(message => !undone.Contains(map.TurnOf(message))), message => Assert.True(isParked || fates.ContainsKey(message.Id), $"Message {message.Id} has no fate."));
    }

    private TestProcess Start()
    {
        var mine = life;
        var options = new SessionRunnerOptions { Serves = _ => true, QueueMode = (QueueMode)random.Next(4), LookEvery = TimeSpan.FromDays(1) };
        return new TestProcess(home.Path, new ScriptedModel(ReplyAsync), options: options, time: time)
        {
            Wrap = session => new MortalSession(session, mine),
            AsksAbout = command => command.StartsWith("rm", StringComparison.Ordinal),
            OnTurn = BeginTurn,
            OnCommand = RunCommand,
        };
    }

    private void Restart(ProcessLife next)
    {
        log.Add("restart");
        life.Bury();
        process.Dispose();
        life = next;
        process = Start();
    }

    private async Task TryAsync(Func<Task> step)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        try
        {
            await step();
        }
        catch (Exception) when (life.IsDead)
        {
            log.Add("killed");
            WasKilled = true;
            Restart(new ProcessLife(home.Path, -1, LastAppend.Whole));
        }
        catch (LurkBotException e)
        {
            log.Add(e.Message);
        }
    }

    private async Task StepAsync()
    {
        switch (random.Next(14))
        {
            case < 4:
                await AcceptAsync(process, random.Next(4));
                break;
            case < 9:
                await RunAsync();
                break;
            case 9:
                await ApproveAsync((ApprovalDecision)random.Next(5));
                break;
            case 10:
                log.Add("an hour passes");
                time.Advance(TimeSpan.FromHours(1));
                break;
            case 11:
                await UndoAsync();
                break;
            default:
                await DisturbAsync();
                break;
        }
    }

    /// <summary>What another process may do at any moment.</summary>
    private async Task DisturbAsync()
    {
        using var other = new TestProcess(home.Path, new ScriptedModel(), time: time);
        switch (random.Next(9))
        {
            case < 4:
                await AcceptAsync(other, random.Next(4));
                break;
            case 4:
                log.Add($"stop {await other.StopAsync(all: false)}");
                break;
            case 5:
                log.Add($"stop all {await other.StopAsync(all: true)}");
                break;
            case 6:
                await ClearAsync(other);
                break;
            case 7:
                await WithdrawAsync(other);
                break;
            default:
                await ForkAsync(other);
                break;
        }
    }

    private async Task AcceptAsync(TestProcess door, int kind)
    {
        var message = new InboundMessage(door.Key, $"message {++number}", TestProcess.Owner, kind % 2 == 0 ? ReplyAddress.Cli : new ReplyAddress("telegram:7"));
        if (kind == 3)
            message = message with { Sender = new Sender("7", "Ben", Trust.Low) };
        var id = await door.AcceptAsync(message);
        accepted.Add(id);
        log.Add($"accept {id}: {message.ReplyTo} {message.Sender.Id}");
    }

    private async Task RunAsync()
    {
        log.Add("run");
        foreach (var update in await process.RunAsync().WaitAsync(TimeSpan.FromSeconds(30)))
        {
            if (update is TurnUpdate.Ended ended)
                log.Add($"  ended {string.Join(' ', ended.Result.Answers)}: {ended.Result.Fate} {ended.Result.Error?.Message}");
            else if (update is TurnUpdate.ApprovalAsked asked)
                log.Add($"  asks {asked.Call}");
        }
    }

    private async Task ApproveAsync(ApprovalDecision decision)
    {
        if ((await process.ReadAsync()).OfType<ApprovalEntry>().Any())
            log.Add($"{decision}: {await process.ApproveAsync(decision)}");
    }

    private async Task UndoAsync()
    {
        await using var session = await process.OpenAsync();
        await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        log.Add($"undo {(await SessionUndo.AppendAsync(session, "owner", "test", time, default))?.Id}");
        isReset = true;
    }

    private async Task ClearAsync(TestProcess other)
    {
        await using var session = await other.OpenAsync();
        log.Add($"clear {(await session.AppendAsync([new ClearEntry()], default))[0].Id}");
        isReset = true;
    }

    private async Task WithdrawAsync(TestProcess other)
    {
        await using var session = await other.OpenAsync();
        if (session.Info.Turns?.Pending is { Count: > 0 } pending)
            log.Add($"withdraw {pending[^1]}: {await other.Inbox.WithdrawAsync(session, pending[^1], TurnFate.Cancelled, "Cancelled.", default)}");
    }

    private async Task ForkAsync(TestProcess other)
    {
        var fork = SessionKey.Parse(string.Create(CultureInfo.InvariantCulture, $"cli:f{++number}:main"));
        await using (await other.OpenAsync())
            await other.Store.ForkAsync(other.Key, null, fork, new SessionChange("owner", "test"), default);
        await using (var session = await other.Store.OpenAsync(fork, default))
        {
            Problem(TurnState.Empty.Equals(session!.Info.Turns) && TurnState.Empty.Equals(TurnState.Of(await session.ReadAllAsync(default))), $"Something waits in {fork}.");
        }

        await other.Store.DeleteAsync(fork, new SessionChange("owner", "test"), default);
    }

    private void BeginTurn(IStoredSession session, long id)
    {
        turn = id;
        // A turn that runs does not look at a clear; one that goes on later does.
        if (isReset)
            requests.Clear();
        isReset = false;
        var open = session.Info.Turns!.Open.Any(known => known.Turn == id);
        var responses = open ? session.ReadAllAsync(default).AsTask().GetAwaiter().GetResult().OfType<AssistantEntry>().Count(entry => entry.Turn == id) : 0;
        // A request without a stored response may have shown a message that its turn did not get to hear.
        if (requests.TryGetValue(id, out var known) && known.Count >= responses)
            known.RemoveRange(responses, known.Count - responses);
        else
            requests.Remove(id);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReplyAsync(IReadOnlyList<ChatMessage> messages, int call, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        Check(messages);
        if (!isQuiet && random.Next(3) == 0)
            await DisturbAsync();
        var kind = isQuiet ? 0 : random.Next(10);
        log.Add($"  reply {kind}");
        if (kind == 9)
            life.Kill();
        if (kind == 8)
            throw new ModelException(ModelFailure.Network, "The connection broke.");
        if (kind < 4)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, $"text {call}") { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        var calls = Enumerable.Range(0, 1 + random.Next(2)).Select(_ => $"{(random.Next(3) == 0 ? "rm" : "ls")} {++number}");
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Select(command => new FunctionCallContent($"c{command[3..]}", "bash", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = command }))]);
    }

    private void RunCommand(string command)
    {
        life.ThrowIfDead();
        log.Add("  runs " + command);
        Problem(ran.Add(command), $"{command} ran twice.");
        if (isQuiet)
            return;
        if (random.Next(3) == 0)
            DisturbAsync().GetAwaiter().GetResult();
        if (random.Next(12) == 0)
            life.Kill();
    }

    /// <summary>Each call has its one result, and the request before it in the same turn is how this one begins.</summary>
    private void Check(IReadOnlyList<ChatMessage> messages)
    {
        var contents = messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().Select(content => content.CallId).ToList();
        Problem(calls.SequenceEqual(contents.OfType<FunctionResultContent>().Select(content => content.CallId), StringComparer.Ordinal), "Calls and results differ.");
        Problem(calls.Distinct(StringComparer.Ordinal).Count() == calls.Count, "A call is there twice.");
        var now = messages.Select(ScriptedModel.Write).ToList();
        if (!requests.TryGetValue(turn, out var known))
            requests[turn] = known = [];
        if (known.Count > 0)
            Problem(now.Take(known[^1].Count).SequenceEqual(known[^1], StringComparer.Ordinal), $"Turn {turn} was asked\n{string.Join('\n', known[^1])}\nand then\n{string.Join('\n', now)}");
        known.Add(now);
    }

    /// <summary>A turn takes an exception of its model or tool for a failure of theirs, so it is told at the end.</summary>
    private void Problem(bool isFine, string what)
    {
        if (!isFine)
            Problems.Add(what);
    }
}
