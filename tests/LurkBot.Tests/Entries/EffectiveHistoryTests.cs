using CsCheck;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Entries;

public sealed class EffectiveHistoryTests
{
    private static readonly Gen<Entry> AnyEntry = Gen.OneOf<Entry>(
        Gen.Const<Entry>(new UserEntry { Content = "u" }),
        Gen.Const<Entry>(new AssistantEntry { Content = "a" }),
        Gen.Const<Entry>(new ClearEntry()),
        Gen.Const<Entry>(new StateEntry { State = SessionState.Idle }),
        Gen.OneOf("m1", "m2").Select(model => (Entry)new SettingsEntry { Model = model }));

    [Fact]
    public async Task Undo_AnyHistory_IsAsIfTheEntryHadNeverBeenThere() => await AnyEntry.Array[0, 12].SampleAsync(async entries =>
    {
        await using var session = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:x:main"), default);
        foreach (var entry in entries)
            await session.AppendAsync([entry], default);
        var before = await session.ReadAllAsync(default);
        var undone = await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
        if (undone is null)
        {
            Assert.DoesNotContain(before, entry => entry is UserEntry or SystemEntry { Kind: SystemKinds.Clear or SystemKinds.Settings });
            return;
        }

        var without = before.Where(entry => entry.Id != undone.Id && !(undone is UserEntry && entry.IsOfTurn && entry.Turn == undone.Turn)).ToList();
        var after = EffectiveHistory.Visible(await session.ReadAllAsync(default)).Where(entry => entry is not SystemEntry { Kind: SystemKinds.Undo });
        Assert.Equal(EffectiveHistory.Visible(without).Select(entry => entry.Id), after.Select(entry => entry.Id));
        Assert.Equal(EffectiveHistory.Visible(without).Count(entry => entry.IsMessage), session.Info.MessageCount);
    });

    [Fact]
    public async Task Undo_AgainAndAgain_GoesBackStepByStep()
    {
        await using var session = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:x:main"), default);
        await session.AppendAsync([new UserEntry { Content = "one" }, new AssistantEntry { Content = "1" }], default);
        await session.AppendAsync([new UserEntry { Content = "two" }, new AssistantEntry { Content = "2" }], default);
        await session.AppendAsync([new ClearEntry()], default);
        var taken = new List<string>();
        while (await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default) is { } entry)
            taken.Add($"{entry.Id} {session.Info.MessageCount}");
        Assert.Equal(["5 4", "3 2", "1 0"], taken);
    }
}
