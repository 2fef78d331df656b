using System.Runtime.CompilerServices;
using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Turns;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Doors;

/// <summary>Many sessions in one process.</summary>
public sealed class ManySessionsTests : IDisposable
{
    private static readonly Sender Owner = new("owner", "Ann", Trust.Full);

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Run_OneModelHangsAndOneToolBlocks_TheOthersFinish()
    {
        const int Sessions = 40, Messages = 3;
        var released = new TaskCompletionSource();
        using var services = Services(new ModelsByText(text => text switch
        {
            "hang" => (released.Task, "late", null),
            "block" => (Task.CompletedTask, "", "exec sleep 1000"),
            _ => (Task.CompletedTask, "reply to " + text, null),
        }));
        await using (var assistant = new Assistant(services, new SessionRunnerOptions(), new SessionHubOptions { MemoryBudget = 0 }, compactsInBackground: false))
        {
            using var stop = new CancellationTokenSource();
            Task[] stuck = [SayAsync(assistant, "held", "hang", stop.Token), SayAsync(assistant, "blocked", "block", stop.Token)];
            var replies = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(async session =>
            {
                var said = new List<string>();
                for (var message = 0; message < Messages; message++)
                    said.Add(await SayAsync(assistant, $"s{session}", $"{session}.{message}", default));
                return said;
            }));
            for (var session = 0; session < Sessions; session++)
                Assert.Equal([.. Enumerable.Range(0, Messages).Select(message => $"reply to {session}.{message}")], replies[session]);
            Assert.All(stuck, task => Assert.False(task.IsCompleted));
            // Nothing but the two is in use, and nothing else may stay.
            await assistant.Hub.TrimAsync();
            Assert.Equal(2, assistant.Hub.Count);
            await stop.CancelAsync();
            await Task.WhenAll(stuck.Select(task => task.ContinueWith(static _ => { }, TaskScheduler.Default)));
        }

        released.SetResult();
    }

    [Fact]
    public async Task Use_TwiceAtOnce_OpensTheSessionOnceAndKeepsItWhileItIsUsed()
    {
        using var services = Services(new ModelsByText(text => (Task.CompletedTask, text, null)));
        await using var hub = new SessionHub(services, new SessionHubOptions { MemoryBudget = 0 });
        var key = SessionKey.Parse("cli:a:main");
        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await hub.UseAsync(key, default)));
        Assert.Single(uses.Select(use => use.Session).Distinct());
        for (var i = 1; i < uses.Length; i++)
            await uses[i].DisposeAsync();
        Assert.Equal(1, hub.Count);
        await uses[0].DisposeAsync();
        await uses[0].DisposeAsync();
        Assert.Equal(0, hub.Count);
    }

    [Fact]
    public async Task Release_MoreThanTheBudget_ClosesTheLongestUnused()
    {
        using var services = Services(new ModelsByText(text => (Task.CompletedTask, text, null)));
        // Three sessions without a history are 48 KiB.
        await using var hub = new SessionHub(services, new SessionHubOptions { MemoryBudget = 50 << 10 });
        var opened = new Dictionary<string, SessionOperations>();
        foreach (var name in (string[])["a", "b", "c", "a", "d"])
            opened[name] = await OpenedAsync(name);
        // Down to nine tenths of it, so that the next use need not look again.
        Assert.Equal(2, hub.Count);
        Assert.Same(opened["a"], await OpenedAsync("a"));
        Assert.Same(opened["d"], await OpenedAsync("d"));

        async Task<SessionOperations> OpenedAsync(string name)
        {
            await using var use = await hub.UseAsync(SessionKey.Create("cli", name, SessionType.Main), default);
            return use.Session;
        }
    }

    private static async Task<string> SayAsync(Assistant assistant, string name, string text, CancellationToken cancellationToken)
    {
        var key = SessionKey.Create("cli", name, SessionType.Main);
        var id = await assistant.AcceptAsync(new InboundMessage(key, text, Owner, ReplyAddress.Cli), DoorRequest.Default, cancellationToken);
        var reply = "";
        await foreach (var update in assistant.RunAsync(key, id, DoorRequest.Default, cancellationToken))
            reply = update is TurnUpdate.Ended ended ? ended.Result.Reply : reply;
        return reply;
    }

    private AssistantServices Services(IModelClients models)
    {
        var configuration = ConfigurationLoader.Load(new Dictionary<string, string?> { ["LURKBOT_HOME"] = home.Path, ["LURKBOT_DEFAULT_MODEL"] = "openai/m", ["LURKBOT_TOOL_ASK"] = "none", ["LURKBOT_SESSION_SYNC"] = "off" });
        Assert.Empty(configuration.Errors);
        return new AssistantServices(configuration, new FileSessionStore(home.Path, TimeProvider.System), () => models, () => throw new NotSupportedException(), (html, _) => html, () => [], _ => { }, TimeProvider.System);
    }

    /// <summary>Answers each message by its text: what it waits for, the reply, a command to run first. After a tool's result it is done.</summary>
    private sealed class ModelsByText(Func<string, (Task Wait, string Reply, string? Command)> answer) : IModelClients
    {
        public IChatClient Create(string model, Action<string>? onNote = null) => new ScriptedModel((messages, _, cancellationToken) => AnswerAsync(messages[^1], cancellationToken));

        public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken) => throw new NotSupportedException();

        public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;

        private async IAsyncEnumerable<ChatResponseUpdate> AnswerAsync(ChatMessage message, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var (wait, reply, command) = answer(message.Text);
            await wait.WaitAsync(cancellationToken);
            var updates = message.Role == ChatRole.Tool ? ScriptedModel.Text("done") : command is null ? ScriptedModel.Text(reply) : ScriptedModel.Calls(("c1", command));
            await foreach (var update in updates)
                yield return update;
        }
    }
}
