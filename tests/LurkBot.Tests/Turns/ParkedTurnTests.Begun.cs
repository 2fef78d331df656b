using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Tests.Turns;

/// <summary>Approved calls that began and have no stored result: they never run again by themselves.</summary>
public sealed partial class ParkedTurnTests
{
    [Fact]
    public async Task Resume_ResultCannotBeStored_AndTheProcessIsRestartedOnTheFullDisk_DoesNotRunItAgain()
    {
        using (var first = await ParkAsync("rm a", null, "telegram:7"))
        {
            Assert.True(await first.ApproveAsync(ApprovalDecision.Once));
            first.Wrap = session => new FullDisk(session, () => false);
            await Record.ExceptionAsync(() => first.RunAsync());
            Assert.Equal(["rm a"], first.Ran);
        }

        for (var restart = 0; restart < 3; restart++)
        {
            using var full = new TestProcess(home.Path, new ScriptedModel()) { Wrap = session => new FullDisk(session, () => false) };
            await Record.ExceptionAsync(() => full.RunAsync());
            Assert.Empty(full.Ran);
        }

        using var last = new TestProcess(home.Path, new ScriptedModel());
        Assert.Equal(TurnFate.Answered, await AnswerAsync(last));
        Assert.Empty(last.Ran);
        Assert.Equal("Interrupted: the call may have run.", Assert.Single((await last.ReadAsync()).OfType<ToolEntry>()).Content);
        await last.RunAsync();
        await using var session = await last.OpenAsync();
        await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        Assert.Empty(lease.Owner.Begun);
    }

    [Fact]
    public async Task Resume_BeginningOfTheCallCannotBeWrittenDown_DoesNotRunIt()
    {
        using var process = await ParkAsync("rm a", null, "telegram:7");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        await using (var session = await process.OpenAsync())
        {
            var holder = Path.Combine(home.Path, ".locks", session.Info.Id + ".holder");
            File.Delete(holder);
            Directory.CreateDirectory(holder);
        }

        Assert.Equal(TurnFate.Failed, await AnswerAsync(process));
        Assert.Empty(process.Ran);
        Assert.Contains("did not run", (await process.ReadAsync()).OfType<NoticeEntry>().Last().Content, StringComparison.Ordinal);
    }
}
