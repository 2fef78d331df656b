using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LurkBot.Tests.Turns;

/// <summary>One LurkBot process on a home folder: its own store, inbox and runner, with a model and a tool of the test's own.</summary>
internal sealed class TestProcess : ITurnSetup, IDisposable
{
    public static readonly Sender Owner = new(TurnApprovals.Owner, "Ann", Trust.Full);

    private readonly TimeProvider time;
    private readonly Func<string, CancellationToken, Task<string>> bash;

    /// <summary>Starts it.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="model">The model.</param>
    /// <param name="mode">What happens with a message that comes while a turn runs.</param>
    /// <param name="options">How messages are answered; null answers all, with the mode.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="bash">Runs the tool; null says that it ran.</param>
    /// <param name="isLocking">Whether turns hold their session.</param>
    /// <param name="logger">Told what the runner logs; null for nobody.</param>
    /// <param name="telemetry">Traces and metrics; null for none.</param>
    public TestProcess(string home, IChatClient model, QueueMode mode = QueueMode.Collect, SessionRunnerOptions? options = null, TimeProvider? time = null, Func<string, CancellationToken, Task<string>>? bash = null, bool isLocking = true, ILogger<SessionRunner>? logger = null, LurkBotTelemetry? telemetry = null)
    {
        this.time = time ?? TimeProvider.System;
        this.bash = bash ?? ((command, _) => Task.FromResult("ran " + command));
        Model = model;
        Store = new FileSessionStore(home, this.time, new FileStoreOptions { Locking = isLocking, Sync = SessionSync.Off });
        Inbox = new SessionInbox(Store, this.time);
        Runner = new SessionRunner(Store, Inbox, this, options ?? Answering(mode), this.time, logger, telemetry);
    }

    /// <summary>The session that is used when a test names none.</summary>
    public SessionKey Key { get; init; } = SessionKey.Parse("cli:p:main");

    public IChatClient Model { get; set; }

    public FileSessionStore Store { get; }

    public SessionInbox Inbox { get; }

    public SessionRunner Runner { get; }

    /// <summary>The commands that are asked about.</summary>
    public Func<string, bool> AsksAbout { get; set; } = _ => false;

    /// <summary>How long a question stands.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether the plan has the tool.</summary>
    public bool HasTool { get; set; } = true;

    /// <summary>Whether the reply is asked for piece by piece.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>Called before each turn.</summary>
    public Action<IReadOnlyList<UserEntry>> OnPrepare { get; set; } = _ => { };

    /// <summary>Called before each turn with its id.</summary>
    public Action<IStoredSession, long> OnTurn { get; init; } = (_, _) => { };

    /// <summary>Called when a command runs.</summary>
    public Action<string> OnCommand { get; set; } = _ => { };

    /// <summary>The commands that ran.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>Wraps a session before it is used.</summary>
    public Func<IStoredSession, IStoredSession> Wrap { get; set; } = session => session;

    /// <summary>Answers every message, and looks for new ones all the time.</summary>
    public static SessionRunnerOptions Answering(QueueMode mode) => new() { Serves = _ => true, QueueMode = mode, LookEvery = TimeSpan.FromMilliseconds(1) };

    public async Task<IStoredSession> OpenAsync() => Wrap(await Store.OpenOrCreateAsync(Key, default));

    /// <summary>Accepts a message of the owner's, at the command line.</summary>
    /// <returns>Its id.</returns>
    public Task<long> AcceptAsync(string text) => AcceptAsync(new InboundMessage(Key, text, Owner, ReplyAddress.Cli));

    /// <summary>Accepts a message.</summary>
    /// <returns>Its id.</returns>
    public async Task<long> AcceptAsync(InboundMessage message)
    {
        await using var session = await OpenAsync();
        return (await Inbox.AcceptAsync(session, message, default)).Entry.Id;
    }

    /// <summary>Answers what waits.</summary>
    /// <param name="upTo">The door's own message.</param>
    /// <param name="timeout">How long to wait for another turn; null for half a minute.</param>
    /// <param name="cancellationToken">Stops the turn.</param>
    /// <returns>What happened.</returns>
    public async Task<List<TurnUpdate>> RunAsync(long? upTo = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        await using var session = await OpenAsync();
        var updates = new List<TurnUpdate>();
        await foreach (var update in Runner.RunAsync(session, new RunRequest("Ann", timeout ?? TimeSpan.FromSeconds(30)) { UpTo = upTo }, cancellationToken))
            updates.Add(update);
        return updates;
    }

    /// <summary>Accepts a message and answers up to it.</summary>
    public async Task<List<TurnUpdate>> SayAsync(string text) => await RunAsync(await AcceptAsync(text));

    public async Task<bool> StopAsync(bool all) => (await StopAndTellAsync(all)).IsAnything;

    public async Task<StopResult> StopAndTellAsync(bool all)
    {
        await using var session = await OpenAsync();
        return await Runner.StopAsync(session, all, new SessionChange("owner", "test"), default);
    }

    public async Task<bool> ApproveAsync(ApprovalDecision decision) => await AnswerAsync(decision) is ApprovalOutcome.Stored;

    public async Task<ApprovalOutcome> AnswerAsync(ApprovalDecision decision)
    {
        await using var session = await OpenAsync();
        var question = (await session.ReadAllAsync(default)).OfType<ApprovalEntry>().Last(entry => entry.Approves is null);
        return await SessionRunner.AnswerAsync(session, question, decision, TurnApprovals.Owner, time, default);
    }

    public async Task<IReadOnlyList<Entry>> ReadAsync()
    {
        await using var session = await OpenAsync();
        return await session.ReadAllAsync(default);
    }

    /// <summary>What waits and which turns are open, as the trailer says and as the history does.</summary>
    public async Task<TurnState> StateAsync()
    {
        await using var session = await OpenAsync();
        var state = TurnState.Of(await session.ReadAllAsync(default));
        Assert.Equal(state, session.Info.Turns ?? state);
        return state;
    }

    /// <summary>The fate of each message that has one, by its id; of two ends the lower id counts.</summary>
    public async Task<Dictionary<long, TurnFate>> FatesAsync() => FatesOf(await ReadAsync());

    /// <summary>The fate of each message that has one.</summary>
    public static Dictionary<long, TurnFate> FatesOf(IReadOnlyList<Entry> entries)
    {
        var fates = new Dictionary<long, TurnFate>();
        foreach (var entry in entries)
        {
            foreach (var id in (entry as ITurnMark)?.Answers ?? [])
                fates.TryAdd(id, entry is NoticeEntry notice ? notice.Fate ?? TurnFate.Failed : TurnFate.Answered);
        }

        return fates;
    }

    public ValueTask<PreparedTurn> PrepareAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, long turn, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        OnPrepare(messages);
        OnTurn(session, turn);
        var approvals = new TurnApprovals(["bash"], canAsk: true, ApprovalTimeout, (_, scope, _) => new(!AsksAbout(scope)));
        var tool = new ApprovalFunction(new ValidatedFunction(AIFunctionFactory.Create(RunCommandAsync, "bash")), approvals);
        var options = new SessionTurnOptions { Model = "m", SystemPrompt = "s", Stream = Stream, Tools = HasTool ? [tool] : [], Context = new ContextSettings { Speakers = session.Info.Key.Type } };
        return new(new PreparedTurn(Model, options, approvals));
    }

    public void Dispose() => Store.Process.Dispose();

    private async Task<string> RunCommandAsync(string command, CancellationToken cancellationToken)
    {
        Ran.Add(command);
        OnCommand(command);
        return await bash(command, cancellationToken);
    }
}
