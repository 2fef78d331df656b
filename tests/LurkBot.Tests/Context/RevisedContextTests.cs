using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Tests.Entries;

namespace LurkBot.Tests.Context;

/// <summary>Parts, corrections, late files and overheard talk: what a model saw stays at the beginning of what it sees, byte for byte.</summary>
public sealed class RevisedContextTests
{
    [Fact]
    public async Task Build_HistoryThatIsRevised_NeverChangesWhatAModelSaw() => await Gen.Int[0, 2399].Array[20, 150].SampleAsync(async choices =>
    {
        List<string> before = [];
        var lived = new OverlappingSession
        {
            Resets = false,
            Revises = true,
            OnCall = (life, asked) =>
            {
                var view = ContextBuilder.Build(life.Entries, new ContextSettings { Asked = asked, Noted = life.Noting });
                List<string> now = [.. view.Messages.Select(GoldenContext.Show)];
                Assert.Equal(before, now.Take(before.Count));
                before = now;
                return Task.FromResult<ContextRecord?>(view.Record);
            },
        };
        foreach (var choice in choices)
            await lived.StepAsync(choice);
    });

    [Fact]
    public async Task Build_Revisions_AreAllToldInTheEnd() => await Gen.Int[0, 2399].Array[20, 100].SampleAsync(async choices =>
    {
        var lived = new OverlappingSession { Resets = false, Revises = true };
        foreach (var choice in choices)
            await lived.StepAsync(choice);
        var (entries, id) = (lived.Entries.ToList(), lived.Entries.Count + 1L);
        var versions = MessageVersions.Of(entries);
        entries.Add(new UserEntry { Id = id, Turn = id, Accepted = "home", Content = "last" });
        var settings = new ContextSettings { Asked = [id], Noted = NoteSelection.Choose(entries, [id], DateTimeOffset.UnixEpoch, RatioTokenCounter.Instance) };
        var text = string.Join('\n', ContextBuilder.Build(entries, settings).Messages.Select(GoldenContext.Show));
        var map = TurnMap.Of(entries, settings.Noted);
        foreach (var message in entries.OfType<UserEntry>().Where(message => !message.Observed && !map.IsWaiting(message.Id) && !map.IsWithdrawn(message.Id)))
        {
            if (versions.NewestOf(message.Id) is { } newest)
                Assert.Contains(newest.Content, text, StringComparison.Ordinal);
        }
    });
}
