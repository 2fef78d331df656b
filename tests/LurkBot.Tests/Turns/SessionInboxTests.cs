using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Tests.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>Messages are accepted at any moment, also while another one is answered.</summary>
public sealed class SessionInboxTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Invariant01_AcceptWhileAModelAnswers_IsInTheFileAndTakesNoLease()
    {
        var gate = new Gate();
        using var running = new TestProcess(home.Path, new ScriptedModel((_, _, token) => ScriptedModel.Held("Let me ", gate, "see.", token)));
        var first = await running.AcceptAsync("first");
        var run = running.RunAsync(first);
        await gate.Reached;
        using var door = new TestProcess(home.Path, new ScriptedModel()) { Wrap = session => new WithoutLease(session) };
        var second = await door.AcceptAsync("second");

        using var elsewhere = new TemporaryFolder();
        var copy = Directory.CreateDirectory(Path.Combine(elsewhere.Path, "sessions")).FullName;
        var file = Assert.Single(Directory.GetFiles(running.Store.Folder, "*.json"));
        File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        using var later = new TestProcess(elsewhere.Path, new ScriptedModel());
        Assert.Equal(["first", "second"], (await later.ReadAsync()).OfType<UserEntry>().Select(message => message.Content));
        Assert.Equal([first, second], (await later.StateAsync()).Pending);

        gate.Open();
        await run;
        Assert.Equal([second], (await running.StateAsync()).Pending);
    }

    [Fact]
    public async Task Accept_SameSourceTwice_IsOneMessage()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        var message = new InboundMessage(process.Key, "hello", TestProcess.Owner, ReplyAddress.Cli) { Source = "telegram:1:2:3:1" };
        Assert.Equal(await process.AcceptAsync(message), await process.AcceptAsync(message));
        Assert.Single(await process.ReadAsync());
    }

    [Fact]
    public async Task Accept_Files_AreBlobsBeforeTheMessageNamesThem()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        await process.AcceptAsync(new InboundMessage(process.Key, "look", TestProcess.Owner, ReplyAddress.Cli) { Files = [FileContent.Create("a.txt", "hello"u8.ToArray())] });
        await using var session = await process.OpenAsync();
        var file = Assert.Single(((UserEntry)(await session.ReadAllAsync(default))[0]).Attachments);
        Assert.Equal("hello"u8.ToArray(), (await session.ReadBlobAsync(file.Blob, default))!.Value.ToArray());
    }

    [Fact]
    public async Task Withdraw_Waiting_EndsItAndNoContextShowsIt()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        var id = await process.AcceptAsync("secret plan");
        await using (var session = await process.OpenAsync())
        {
            Assert.True(await process.Inbox.WithdrawAsync(session, id, TurnFate.Cancelled, "Cancelled.", default));
            Assert.False(await process.Inbox.WithdrawAsync(session, id, TurnFate.Cancelled, "Cancelled.", default));
        }

        await process.SayAsync("hello");
        Assert.DoesNotContain("secret plan", model.Last, StringComparison.Ordinal);
        Assert.Equal(TurnFate.Cancelled, (await process.FatesAsync())[id]);
    }

    /// <summary>A session whose turn must not be taken.</summary>
    private sealed class WithoutLease(IStoredSession inner) : DelegatingSession(inner)
    {
        public override ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException("The lease was taken.");
    }
}
