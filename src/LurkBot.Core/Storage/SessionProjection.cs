using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>What the trailer of a session file sums up; a fold over its entries.</summary>
/// <param name="UpdatedAt">When the session was last used.</param>
/// <param name="State">The state that the entries lead to.</param>
/// <param name="MessageCount">Messages after the last clear that stands.</param>
/// <param name="Model">The model that answered last.</param>
/// <param name="ChosenModel">The model that the session chose for itself; null for the default.</param>
/// <param name="ToolsUsed">Tools that ran, in the order of their first use.</param>
internal sealed record SessionProjection(
    DateTimeOffset UpdatedAt,
    SessionState State,
    int MessageCount,
    string? Model,
    string? ChosenModel,
    IReadOnlyList<string> ToolsUsed)
{
    /// <summary>The queue mode that the session chose for itself; null for the default.</summary>
    public QueueMode? ChosenQueueMode { get; init; }

    /// <summary>What is pending and open; null when an earlier version wrote the trailer.</summary>
    public TurnState? Turns { get; init; }

    /// <summary>The tally of a session without entries.</summary>
    public static SessionProjection Start(DateTimeOffset createdAt) => new(createdAt, SessionState.Created, 0, null, null, []) { Turns = TurnState.Empty };

    /// <summary>The tally of a whole history.</summary>
    public static SessionProjection Of(DateTimeOffset createdAt, IReadOnlyList<Entry> entries)
    {
        var tally = entries.Aggregate(Start(createdAt) with { Turns = null }, (sum, entry) => sum.Add(entry));
        var undone = EffectiveHistory.Undone(entries);
        var queue = entries.OfType<SettingsEntry>().LastOrDefault(entry => entry.Queue is not null && !undone.Contains(entry.Id))?.Queue;
        var chosen = entries.OfType<SettingsEntry>().LastOrDefault(entry => entry.Model is not null && !undone.Contains(entry.Id))?.Model;
        return tally with
        {
            MessageCount = EffectiveHistory.Visible(entries).Count(entry => entry.IsMessage),
            ChosenModel = string.IsNullOrEmpty(chosen) ? null : chosen,
            ChosenQueueMode = QueueModeExtensions.Parse(queue),
            Turns = TurnState.Of(entries),
        };
    }

    /// <summary>The tally with one entry more. An undo needs <see cref="Of"/>: it can bring back what a clear hid.</summary>
    public SessionProjection Add(Entry entry) => Turns is null ? Sum(entry) : Sum(entry) with { Turns = Turns.Add(entry) };

    private SessionProjection Sum(Entry entry) => entry switch
    {
        UserEntry or AssistantEntry => this with
        {
            UpdatedAt = entry.At,
            State = SessionLifecycle.Next(State, SessionEvent.Message),
            MessageCount = MessageCount + 1,
            Model = (entry as AssistantEntry)?.Model ?? Model,
        },
        ToolEntry tool => this with
        {
            UpdatedAt = entry.At,
            ToolsUsed = tool.Name.Length == 0 || ToolsUsed.Contains(tool.Name, StringComparer.Ordinal) ? ToolsUsed : [.. ToolsUsed, tool.Name],
        },
        TombstoneEntry or SummaryEntry or ShortenEntry => this,
        NoticeEntry { Topic: NoticeTopic.Compaction or NoticeTopic.Copy } or StopEntry or ApprovalEntry or TitleEntry or FactEntry => this,
        StateEntry state => this with { State = state.State ?? State },
        SettingsEntry settings => this with
        {
            UpdatedAt = entry.At,
            ChosenModel = settings.Model is { } model ? model.Length == 0 ? null : model : ChosenModel,
            ChosenQueueMode = settings.Queue is { } queue ? QueueModeExtensions.Parse(queue) : ChosenQueueMode,
        },
        // A clear is no use of the session: an idle one stays idle.
        ClearEntry => this with { MessageCount = 0 },
        _ => this with { UpdatedAt = entry.At },
    };

    /// <summary>Whether two tallies say the same.</summary>
    /// <param name="other">The tally of the history.</param>
    /// <param name="entries">The history. For earlier versions a clear was a use of the session.</param>
    public bool Matches(SessionProjection other, IReadOnlyList<Entry> entries)
    {
        var used = entries.Any(entry => entry is ClearEntry && entry.At == UpdatedAt) ? UpdatedAt : other.UpdatedAt;
        return this with { ToolsUsed = [], Turns = null } == other with { ToolsUsed = [], Turns = null, UpdatedAt = used } && (Turns is null || other.Turns is null || Turns.Equals(other.Turns));
    }

    /// <summary>What a listing shows.</summary>
    public SessionInfo ToInfo(SessionHead head, long lastId, long lastTurn) =>
        new(head.Key, head.Id, head.CreatedAt, UpdatedAt, State, MessageCount, Model, ChosenModel, lastId, lastTurn) { ChosenQueueMode = ChosenQueueMode, Turns = Turns, Title = head.Title };
}
