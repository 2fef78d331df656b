using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Recall;

/// <summary><c>LURKBOT_RECALL=person</c>: from the sessions in which the same person is the only one, and from no others (RULES RE8).</summary>
public sealed class RecallElsewhereTests
{
    private const string Asked = "Where does the tortoise Barnaby sleep?";

    private static readonly Sender Owner = new("owner", "Ada", Trust.Full);
    private static readonly Sender Bob = new("7", "Bob", Trust.Partial);
    private static readonly Sender Carla = new("8", "Carla", Trust.Partial);

    [Fact]
    public async Task Rules08_OtherSessionOfTheOwner_IsQuoted_WithItsName_OnRecord()
    {
        await using var home = Home();
        await FillAsync(home, "cli:other:main", Owner);
        await home.AskAsync("cli:a:main", Asked);
        var block = home.Model.Requests[^1][^2];
        Assert.Contains("\nThu, 1970-01-01, in cli:other:main:\n> #1 Ada: The tortoise Barnaby sleeps in cli:other:main.", block, StringComparison.Ordinal);
        // With what stands around it.
        var parts = (await home.ReadAsync("cli:a:main")).OfType<AssistantEntry>().Last().Context!.Recalled;
        await using var other = await home.Store.OpenAsync(SessionKey.Parse("cli:other:main"), default);
        Assert.All(parts, part => Assert.Equal(other!.Info.Id, part.Session));
        Assert.Equal(1, parts[0].Entry);
        Assert.Equal(parts.Select(part => part.Entry), Assert.Single((await home.Assistant.ViewContextAsync(SessionKey.Parse("cli:a:main"), null, false, default)).RecalledFrom!).Entries);
        // What is only in the session is not looked for elsewhere.
        home.Services.Options.Context.Recall = RecallMode.Session;
        await home.AskAsync("cli:b:main", Asked);
        Assert.DoesNotContain(home.Model.Requests[^1], message => message.Contains("[Recalled", StringComparison.Ordinal));
    }

    /// <summary>Never an entry that the speaker may not read, nor one that was taken back, cleared or erased; the same turn, the same bytes.</summary>
    [Fact]
    public Task Rules08_Recalled_IsWhatThePersonAloneSaid_AndStands() =>
        Gen.Select(Gen.Enum<Where>(), Gen.OneOf(Gen.Const(Owner), Gen.Const(Bob), Gen.Const(Carla)), Gen.OneOf(Gen.Const(Owner), Gen.Const(Bob), Gen.Const(Carla)), Gen.Enum<Fate>())
            .Array[1, 5]
            .Select(Gen.OneOf(Gen.Const("cli:asked:main"), Gen.Const("telegram:7:dm"), Gen.Const("telegram:-9:group")))
            .SampleAsync(async (sessions, asked) =>
            {
                await using var home = Home();
                var (speaker, permitted) = (asked.StartsWith("cli", StringComparison.Ordinal) ? Owner : Bob, new HashSet<string>(StringComparer.Ordinal));
                foreach (var (i, (place, first, second, fate)) in sessions.Index())
                {
                    var key = place switch
                    {
                        Where.Terminal => $"cli:{i}:main",
                        Where.Direct => $"telegram:{100 + i}:dm",
                        _ => $"telegram:-{100 + i}:group",
                    };
                    await FillAsync(home, key, first, second, fate);
                    // At a terminal everybody is the owner.
                    var isTheirs = place is Where.Terminal ? speaker == Owner : place is Where.Direct && first == second && first == speaker;
                    if (isTheirs && fate is Fate.Stands && !asked.EndsWith("group", StringComparison.Ordinal))
                        permitted.Add($"sleeps in {key}.");
                }

                await home.AskAsync(asked, Asked, speaker);
                var blocks = home.Model.Requests[^1].Where(message => message.Contains("[Recalled", StringComparison.Ordinal)).ToList();
                var told = string.Concat(blocks);
                foreach (var (i, (place, _, _, _)) in sessions.Index())
                {
                    foreach (var text in (string[])[$"sleeps in cli:{i}:main.", $"sleeps in telegram:{100 + i}:dm.", $"sleeps in telegram:-{100 + i}:group."])
                        Assert.True(!told.Contains(text, StringComparison.Ordinal) || permitted.Contains(text), $"{asked} was told what {text}");
                }

                Assert.Equal(permitted.Count > 0, told.Length > 0);
            }, iter: 40, threads: 1);

    private static ExchangeHome Home()
    {
        var home = new ExchangeHome((_, _) => ScriptedModel.Text("Well."));
        var index = SqliteSessionIndex.InMemory(home.Store);
        (home.Services.Recall, home.Services.Search) = (index, index.SearchAsync);
        home.Services.Options.Context.Recall = RecallMode.Person;
        return home;
    }

    private static async Task FillAsync(ExchangeHome home, string key, Sender sender, Sender? other = null, Fate fate = Fate.Stands)
    {
        await using var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse(key), default);
        var at = DateTimeOffset.UnixEpoch;
        await session.AppendAsync([new UserEntry { At = at, Turn = 1, Content = $"The tortoise Barnaby sleeps in {key}.", Sender = sender }, new AssistantEntry { At = at, Turn = 1, Content = "Good night.", Heard = [1], Answers = [1] }], default);
        await session.AppendAsync([new UserEntry { At = at, Turn = 3, Content = "The weather is fine", Sender = other ?? sender }, new AssistantEntry { At = at, Turn = 3, Content = "It is.", Heard = [3], Answers = [3] }], default);
        if (fate is Fate.Undone)
            await session.AppendAsync([new UndoEntry { At = at, Undoes = 1 }], default);
        if (fate is Fate.Cleared)
            await session.AppendAsync([new ClearEntry { At = at }], default);
        if (fate is Fate.Deleted)
            await session.AppendAsync([new CorrectionEntry { At = at, Corrects = 1, Removed = true }], default);
    }

    private enum Where
    {
        Terminal,
        Direct,
        Group,
    }

    private enum Fate
    {
        Stands,
        Undone,
        Cleared,
        Deleted,
    }
}
