using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Entries;

/// <summary>A session that accepts messages at any moment while its turns run one after the other; each step is told by a number.</summary>
internal sealed class OverlappingSession
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 23, 0, 0, TimeSpan.Zero);
    private readonly List<long> waiting = [];
    private readonly List<long> unheard = [];
    private readonly List<long> heard = [];
    private readonly Queue<string> calls = new();
    private readonly List<Entry> entries = [];
    private int number;

    /// <summary>The session.</summary>
    public IStoredSession Session { get; } = new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:overlap:main"), default).AsTask().GetAwaiter().GetResult();

    /// <summary>Whether clears and undos happen.</summary>
    public bool Resets { get; init; } = true;

    /// <summary>Whether summaries and pins are made.</summary>
    public bool Covers { get; init; }

    /// <summary>Whether messages come in parts, are corrected, have files that come later, and others are overheard.</summary>
    public bool Revises { get; init; }

    /// <summary>What the next response notes beside its messages.</summary>
    public IReadOnlyList<long> Noting => heard.Count == 0 ? NoteSelection.Choose(entries, unheard, DateTimeOffset.UnixEpoch, RatioTokenCounter.Instance) : [];

    /// <summary>Called before each response with the messages that it is the first to hear; what it returns is the response's record.</summary>
    public Func<OverlappingSession, IReadOnlyList<long>, Task<ContextRecord?>> OnCall { get; init; } = (_, _) => Task.FromResult<ContextRecord?>(null);

    /// <summary>All entries.</summary>
    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>Messages that nothing has heard or ended, those of a turn without a response among them.</summary>
    public IReadOnlyList<long> Waiting => [.. waiting.Concat(unheard).Order()];

    /// <summary>Messages that ended before any response heard them.</summary>
    public HashSet<long> Withdrawn { get; } = [];

    /// <summary>The turn that has heard each message.</summary>
    public Dictionary<long, long> Turns { get; } = [];

    /// <summary>The id of the turn that runs; zero when none does.</summary>
    public long Running { get; private set; }

    /// <summary>Whether the turn that runs has a response.</summary>
    public bool HasResponse => heard.Count > 0;

    /// <summary>Does one thing.</summary>
    /// <param name="choice">What, and how; zero or more.</param>
    public async Task StepAsync(int choice)
    {
        var (kind, detail) = (choice % 24, choice / 24);
        if (Revises && kind is 4 or 5 or 6)
        {
            await ReviseAsync(kind, detail);
            return;
        }

        switch (kind)
        {
            case <= 6:
                waiting.Add((await AppendAsync(new UserEntry { Content = Text("message"), Accepted = "home", Sender = new Sender(detail % 2 == 0 ? "ada" : "bob", null, Trust.Full) })).Id);
                break;
            case 7 when waiting.Count > 0:
                var gone = waiting[detail % waiting.Count];
                waiting.Remove(gone);
                Withdrawn.Add(gone);
                await AppendAsync(new NoticeEntry { Content = "Taken back.", Fate = TurnFate.Cancelled, Answers = [gone] });
                break;
            case 8 when entries.Count == 0:
                for (var i = 0; i < detail % 5; i++)
                    await AppendAsync(new UserEntry { Content = Text("old message") }, new AssistantEntry { Content = Text("old answer") });
                break;
            case 8:
                await AppendAsync(detail % 2 == 0 ? new SettingsEntry { Model = "m" } : new NoticeEntry { Content = "Renamed." });
                break;
            case 9 when Resets && Running == 0 && detail % 2 == 0:
                await AppendAsync(new ClearEntry());
                break;
            case 9 when Resets && Running == 0 && EffectiveHistory.LastUndoable(entries) is { } last:
                waiting.Remove(last.Id);
                await AppendAsync(new UndoEntry { Undoes = last.Id });
                break;
            case 10 when Running > 0 && waiting.Count > 0:
                unheard.Add(waiting[0]);
                waiting.RemoveAt(0);
                break;
            case 11 when Covers && CompactionPlanner.Plan(entries, new CompactionSettings(), CompactionTrigger.Asked) is { } plan:
                await AppendAsync(new SummaryEntry { Content = Text("summary"), Covers = plan.Range, Except = plan.Except });
                break;
            case 12 when Covers && entries.Count > 4:
                var range = new EntryRange(1 + (detail % (entries.Count - 2)), 2 + (detail % (entries.Count - 2)));
                await AppendAsync(new PinEntry { Covers = range, Except = [.. Waiting.Where(range.Contains)] });
                break;
            case >= 13:
                await TurnAsync(detail);
                break;
        }
    }

    private async Task ReviseAsync(int kind, int detail)
    {
        var said = entries.OfType<UserEntry>().ToList();
        var target = said.Count == 0 ? null : said[Math.Max(0, said.Count - 1 - (detail % 7))];
        if (kind == 4)
        {
            await AppendAsync(new UserEntry { Content = Text("overheard"), Accepted = "home", Observed = true, Sender = new Sender("eve", null, Trust.Low) });
            return;
        }

        if (kind == 5)
        {
            var files = detail % 3 == 0 ? new List<Attachment> { new("a.txt", FileType.Text, 0, "") { Reference = "r" } } : [];
            waiting.Add((await AppendAsync(new UserEntry { Content = Text("part"), Accepted = "home", PartOf = MessageParts.Paste(detail % 2 == 0 ? "1" : "2"), Attachments = files, Sender = new Sender("ada", null, Trust.Full) })).Id);
            return;
        }

        if (target is not null && detail % 2 == 0)
            await AppendAsync(new CorrectionEntry { Corrects = target.Id, Content = Text("corrected"), Sender = target.Sender, EditedAt = DateTimeOffset.UnixEpoch.AddSeconds(detail % 5) });
        else if (target is { Attachments.Count: > 0 })
            await AppendAsync(new AttachmentEntry { Of = target.Id, Name = "a.txt", MediaType = FileType.Text, Size = 9, Blob = detail % 4 == 1 ? new string('a', 64) : null, Failed = detail % 4 == 1 ? null : "gone" });
    }

    private async Task TurnAsync(int detail)
    {
        if (Running == 0)
        {
            if (waiting.Count == 0)
                return;
            unheard.AddRange(waiting.Take(1 + (detail % Math.Min(3, waiting.Count))));
            waiting.RemoveAll(unheard.Contains);
            Running = unheard[^1];
        }
        else if (calls.TryDequeue(out var call))
        {
            await AppendAsync(new ToolEntry { Turn = Running, ToolCallId = call, Name = "bash", Content = Text("result") });
        }
        else if (detail % 8 == 0)
        {
            if (detail % 16 == 0)
                await RespondAsync(new AssistantEntry { Content = Text("broken"), Partial = true, Finish = "error" }, ends: false);
            var first = Hear();
            await AppendAsync(new NoticeEntry { Turn = Running, Content = "The turn failed.", Fate = TurnFate.Failed, Heard = first, Answers = [.. heard.Order()] });
            End();
        }
        else if (detail % 8 < 4)
        {
            foreach (var id in Enumerable.Range(0, 1 + (detail % 2)).Select(index => $"c{number}_{index}"))
                calls.Enqueue(id);
            await RespondAsync(new AssistantEntry { Content = detail % 3 == 0 ? "" : Text("step"), ToolCalls = [.. calls.Select(id => new ToolCall(id, "bash", "{}"))] }, ends: false);
        }
        else
        {
            await RespondAsync(new AssistantEntry { Content = Text("answer") }, ends: true);
            End();
        }
    }

    private async Task RespondAsync(AssistantEntry response, bool ends)
    {
        var (noted, record) = (Noting, await OnCall(this, [.. unheard]));
        await AppendAsync(response with { Turn = Running, Context = record, Noted = noted, Heard = Hear(), Answers = ends ? [.. heard.Order()] : [] });
    }

    /// <summary>Lets the turn hear the messages that it has taken.</summary>
    /// <returns>Those that it had not heard before.</returns>
    private List<long> Hear()
    {
        List<long> first = [.. unheard.Order()];
        foreach (var id in first)
            Turns[id] = Running;
        heard.AddRange(first);
        unheard.Clear();
        return first;
    }

    private void End()
    {
        heard.Clear();
        Running = 0;
    }

    private string Text(string kind) => $"{kind} {++number} {new string('x', number * 7 % 90)}";

    private async Task<Entry> AppendAsync(params Entry[] added)
    {
        entries.AddRange(await Session.AppendAsync([.. added.Select(entry => entry with { At = Start.AddMinutes(entries.Count * entries.Count % 97) })], default));
        return entries[^1];
    }
}
