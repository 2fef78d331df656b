using CsCheck;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>Several doors on one session: each reply goes where its own messages came from.</summary>
public sealed class ReplyAddressTests : IDisposable
{
    private static readonly string[] Addresses = ["cli", "telegram:7", "telegram:8/2", "discord:9"];

    private static readonly string[] Doors = ["cli", "telegram", "discord"];

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Invariant09_AnyMessagesThroughAnyDoors_EachReplyIsForOneAddressAndByItsDoor() => Gen.Int[0, 6].Array[1, 14].Sample(
        choices =>
        {
            using var folder = new TemporaryFolder();
            var doors = Doors.Select(door => Open(folder.Path, door)).ToList();
            foreach (var choice in choices)
            {
                if (choice < Addresses.Length)
                    doors[choice % doors.Count].AcceptAsync(Message(choice, doors[0].Key)).GetAwaiter().GetResult();
                else
                    doors[choice - Addresses.Length].RunAsync().GetAwaiter().GetResult();
            }

            doors.ForEach(door => door.RunAsync().GetAwaiter().GetResult());
            AssertOwn(doors[0].ReadAsync().GetAwaiter().GetResult());
            Assert.Equal(TurnState.Empty, doors[0].StateAsync().GetAwaiter().GetResult());
            doors.ForEach(door => door.Dispose());
        },
        iter: 25);

    [Fact]
    public async Task Invariant09_TurnThatIsApprovedAfterOthersSpoke_GoesOnAtItsOwnDoor()
    {
        var (telegram, discord) = (Open(home.Path, "telegram"), Open(home.Path, "discord"));
        using (telegram)
        using (discord)
        {
            telegram.Model = new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "rm x")) : ScriptedModel.Text("telegram"));
            telegram.AsksAbout = _ => true;
            await telegram.AcceptAsync(Message(1, telegram.Key));
            await telegram.RunAsync();
            await discord.AcceptAsync(Message(3, telegram.Key) with { Sender = new Sender("7", "Ben", Trust.Full) });
            Assert.True(await discord.ApproveAsync(ApprovalDecision.Once));
            await discord.RunAsync();
            Assert.Empty(discord.Ran);
            await telegram.RunAsync();
            Assert.Equal(["rm x"], telegram.Ran);
            await discord.RunAsync();
            AssertOwn(await telegram.ReadAsync());
            Assert.Equal(TurnState.Empty, await telegram.StateAsync());
        }
    }

    [Fact]
    public async Task Invariant09_ReplyAddress_IsTheMessagesOwnThroughALife()
    {
        var change = new SessionChange("owner", "test");
        var (store, key, renamed) = (new FileSessionStore(home.Path, TimeProvider.System), SessionKey.Parse("cli:p:main"), SessionKey.Parse("telegram:1/2:group"));
        using (var door = new TestProcess(home.Path, new ScriptedModel()))
        {
            for (var i = 0; i < Addresses.Length; i++)
                await door.AcceptAsync(Message(i, door.Key));
            await door.RunAsync();
        }

        await store.ArchiveAsync(key, change, default);
        Assert.True(await store.RestoreAsync(key, change, default));
        await store.RenameAsync(key, renamed, change, default);
        await store.DeleteAsync(renamed, change, default);
        Assert.True(await store.RestoreAsync(renamed, change, default));
        await using var session = await store.OpenAsync(renamed, default);
        Assert.Equal(Addresses, (await session!.ReadAllAsync(default)).OfType<UserEntry>().Select(message => message.ReplyTo));
    }

    private static InboundMessage Message(int address, SessionKey key) => new(key, Addresses[address], TestProcess.Owner, new ReplyAddress(Addresses[address]));

    private static TestProcess Open(string home, string door) => new(home, new ScriptedModel((_, _, _) => ScriptedModel.Text(door)), options: new SessionRunnerOptions { Serves = address => string.Equals(address.Channel, door, StringComparison.Ordinal) });

    /// <summary>Every message says where it came from, and every reply which door gave it.</summary>
    private static void AssertOwn(IReadOnlyList<Entry> entries)
    {
        var messages = entries.OfType<UserEntry>().ToDictionary(message => message.Id);
        Assert.All(messages.Values, message => Assert.Equal(message.Content, message.ReplyTo));
        var replies = entries.OfType<AssistantEntry>().Where(reply => reply.Answers.Count > 0).ToList();
        Assert.Equal(messages.Keys.Order(), replies.SelectMany(reply => reply.Answers).Order());
        Assert.All(replies, reply => Assert.Equal(reply.Content, ReplyAddress.Of(Assert.Single(reply.Answers.Select(id => messages[id].ReplyTo).Distinct())).Channel));
    }
}
