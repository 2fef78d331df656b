using CsCheck;
using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Exchange;

/// <summary>What bounds messages between sessions: one count for a whole chain, whatever its shape, in all processes.</summary>
public sealed class ChainTests : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Count_AnyTreeOfSends_InAnyProcess_StaysWithinTheLimit_AndReachesIt(bool inMemory) =>
        Gen.Select(Gen.Int[1, 40], Gen.Select(Gen.Int, Gen.Int[0, 3], Gen.Bool).Array[60], Gen.Guid).Sample(
            (most, steps, chain) =>
            {
                // Each message makes a turn, which may send on; processes come and go; a call that is run again counts once.
                var memory = new ChainBook(home: null, time);
                ChainBook[] processes = [.. Enumerable.Range(0, 4).Select(_ => inMemory ? memory : new ChainBook(folder.Path, time))];
                var (options, sent) = (new AccessOptions { MaxHops = 16 }, 0);
                var turns = new List<MessageOrigin?> { null };
                foreach (var (choice, process, again) in steps)
                {
                    var sender = new ExchangeSender(new Sender("owner", "Ada", Trust.Full), $"{chain}/{sent}") { Cause = turns[(choice & int.MaxValue) % turns.Count], Root = chain.ToString() };
                    if (sender.Cause?.Hop == options.MaxHops)
                        continue;
                    var origin = MessageChain.Next(sender, target: null, wait: false, options);
                    var isSent = processes[process].TryCount(origin.Trace, sender.Idempotency, most, Lifetime);
                    Assert.Equal(sent < most, isSent);
                    if (!isSent)
                        continue;
                    Assert.True(!again || processes[(process + 1) % 4].TryCount(origin.Trace, sender.Idempotency, most, Lifetime));
                    turns.Add(origin);
                    sent++;
                }

            },
            iter: inMemory ? 200 : 30,
            threads: 1);

    [Fact]
    public async Task Count_ByProcessesAtTheSameTime_IsExact()
    {
        var counted = await Task.WhenAll(Enumerable.Range(0, 4).Select(process => Task.Run(() =>
        {
            var book = new ChainBook(folder.Path, time);
            return Enumerable.Range(0, 20).Count(message => book.TryCount("chain", $"{process}/{message}", 32, Lifetime));
        })));
        Assert.Equal(32, counted.Sum());
        Assert.True(new ChainBook(folder.Path, time).TryCount("other", "1", 1, Lifetime));
    }

    [Fact]
    public void Count_AfterACrashInTheMiddle_GoesOn()
    {
        var book = new ChainBook(folder.Path, time);
        Assert.True(book.TryCount("chain", "1", 2, Lifetime));
        File.AppendAllText(Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, ChainBook.FolderName))), "4bc5");
        Assert.True(new ChainBook(folder.Path, time).TryCount("chain", "1", 2, Lifetime));
        Assert.True(new ChainBook(folder.Path, time).TryCount("chain", "2", 2, Lifetime));
        Assert.False(book.TryCount("chain", "3", 2, Lifetime));
    }

    [Fact]
    public void Count_OfAChainThatIsOver_IsForgotten()
    {
        var book = new ChainBook(folder.Path, time);
        Assert.True(book.TryCount("chain", "1", 1, Lifetime));
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, ChainBook.FolderName))), time.GetUtcNow().UtcDateTime);
        time.Advance(Lifetime);
        Assert.True(book.TryCount("other", "1", 1, Lifetime));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder.Path, ChainBook.FolderName)).Length);
        time.Advance(TimeSpan.FromHours(2));
        Assert.True(book.TryCount("third", "1", 1, Lifetime));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder.Path, ChainBook.FolderName)).Length);
    }

    [Fact]
    public void Count_ThatCannotBeWritten_LetsNothingBeSent()
    {
        File.WriteAllText(Path.Combine(folder.Path, ChainBook.FolderName), "a file");
        Assert.Contains("Not sent, since it cannot be counted", Assert.Throws<LurkBotException>(() => new ChainBook(folder.Path, time).TryCount("chain", "1", 1, Lifetime)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_FromOneTurn_ReachesTheLimitExactly()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is not null ? ScriptedModel.Text("Done.")
            : messages[^1].Text.Contains("Tell all", StringComparison.Ordinal)
                ? ExchangeHome.Calls("sessions_send", [.. Enumerable.Range(0, 33).Select(number => new (string, object)[] { ("to", "cli:b:main"), ("message", $"Number {number}") })])
                : ScriptedModel.Text("Understood."));
        await home.KeepAsync("cli:b:main", "hello");
        await home.AskAsync("cli:a:main", "Tell all");
        Assert.Equal(32, (await home.ReadAsync("cli:b:main")).OfType<UserEntry>().Count(entry => entry.Origin is not null));
        var refused = Assert.Single((await home.ReadAsync("cli:a:main")).OfType<ToolEntry>(), result => result.Error);
        Assert.Equal("Error: Not sent: 32 messages between sessions because of one message is the limit (LURKBOT_CHAIN_MESSAGES). Do not try again; say that the exchange stopped here, and what is left to do.", refused.Content);
        // What a person says next begins another chain.
        await home.AskAsync("cli:a:main", "Tell all again");
        Assert.Equal(64, (await home.ReadAsync("cli:b:main")).OfType<UserEntry>().Count(entry => entry.Origin is not null));
    }

    [Fact]
    public async Task Send_ThreeSessionsThatTellBothOthersForEver_StopAtTheLimitAndSaySo()
    {
        string[] all = ["cli:a:main", "cli:b:main", "cli:c:main"];
        await using var home = new ExchangeHome((messages, _) =>
        {
            if (messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Any())
                return ScriptedModel.Text("Done.");
            var own = messages.Select(message => message.Text).First(text => text.Contains("I am ", StringComparison.Ordinal)).Split("I am ")[1].Split(' ')[0];
            return ExchangeHome.Calls("sessions_send", [.. all.Where(other => other != own).Select(other => new (string, object)[] { ("to", other), ("message", "Tell both") })]);
        });
        home.Services.Options.Access.MaxHops = 16;
        home.Services.Options.Access.MaxMessages = 9;
        foreach (var key in all)
            await home.KeepAsync(key, $"I am {key} here");
        await home.SayAsync(all[0], "Begin");
        await QuietAsync(home, all);
        var entries = (await Task.WhenAll(all.Select(home.ReadAsync))).SelectMany(list => list).ToList();
        Assert.Equal(9, entries.OfType<UserEntry>().Count(entry => entry.Origin is not null));
        Assert.Contains(entries.OfType<ToolEntry>(), result => result.Error && result.Content.Contains("(LURKBOT_CHAIN_MESSAGES)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Spawn_OfManySubagentsThatSend_CountsTheirMessagesInOneChain_AndNotTheSpawns()
    {
        await using var home = new ExchangeHome((messages, _) => messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Any() ? ScriptedModel.Text("Done.")
            : messages[^1].Text.Contains("Begin", StringComparison.Ordinal) ? ExchangeHome.Calls("sessions_spawn", [.. Enumerable.Range(0, 12).Select(number => new (string, object)[] { ("task", $"Report {number}") })])
            : messages[^1].Text.Contains("Report", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "cli:a:main"), ("message", "Here"))
            : ScriptedModel.Text("Thanks."));
        home.Services.Options.Access.MaxMessages = 5;
        await home.AskAsync("cli:a:main", "Begin");
        var entries = await home.ReadAsync("cli:a:main");
        Assert.Equal(5, entries.OfType<UserEntry>().Count(entry => entry.Origin is not null));
        // All twelve ran: how many there may be is bounded by other limits.
        Assert.Equal(12, entries.OfType<ToolEntry>().Count(result => !result.Error));
        var children = (await home.Store.ListAsync(default)).Sessions.Where(info => info.Key.Type is SessionType.Subagent).ToList();
        Assert.Equal(12, children.Count);
        var errors = (await Task.WhenAll(children.Select(info => home.ReadAsync(info.Key.ToString())))).SelectMany(list => list).OfType<ToolEntry>().Count(result => result.Error);
        Assert.Equal(7, errors);
        await QuietAsync(home, ["cli:a:main"]);
    }

    private static Task QuietAsync(ExchangeHome home, IReadOnlyList<string> keys) => Poll.UntilAsync(async () =>
    {
        foreach (var key in keys)
        {
            if ((await home.Store.FindAsync(SessionKey.Parse(key), default))?.Turns is not { Pending.Count: 0, Open.Count: 0 })
                return false;
        }

        return true;
    });
}
