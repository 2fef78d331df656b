using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Rendering;

/// <summary>A history as people read it: results beside their calls, and what no longer counts.</summary>
internal sealed class Transcript
{
    /// <summary>The fate of what an undo took back.</summary>
    public const string TakenBack = "taken back";

    /// <summary>The fate of what stands before the last clear.</summary>
    public const string Cleared = "cleared";

    /// <summary>The fate of a message that nothing has answered yet.</summary>
    public const string Waits = "waiting";

    /// <summary>The fate of a message that ended before any model saw it.</summary>
    public const string Withdrawn = "withdrawn";

    private readonly Dictionary<(long Entry, int Call), ToolEntry> results = [];
    private readonly HashSet<long> placed = [];
    private readonly IReadOnlySet<long> undone;
    private readonly IReadOnlySet<long> undoneTurns;
    private readonly TurnMap map;
    private readonly long lastClear;

    /// <summary>Takes a history apart.</summary>
    /// <param name="info">The session.</param>
    /// <param name="entries">All its entries.</param>
    public Transcript(SessionInfo info, IReadOnlyList<Entry> entries)
    {
        map = TurnMap.Of(entries);
        (Info, Entries) = (info, map.Entries);
        undone = EffectiveHistory.Undone(entries);
        undoneTurns = EffectiveHistory.UndoneTurns(map, undone);
        lastClear = EffectiveHistory.LastClear(entries);
        var open = new Dictionary<string, (long Entry, int Call)>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry is AssistantEntry assistant)
            {
                for (var i = 0; i < assistant.ToolCalls.Count; i++)
                    open[assistant.ToolCalls[i].Id] = (entry.Id, i);
            }
            else if (entry is ToolEntry tool && open.Remove(tool.ToolCallId, out var call))
            {
                results[call] = tool;
                placed.Add(tool.Id);
            }
        }
    }

    /// <summary>The session.</summary>
    public SessionInfo Info { get; }

    /// <summary>All entries, each message just before the response that heard it.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The result of a call; null when none was kept.</summary>
    public ToolEntry? ResultOf(AssistantEntry entry, int call) => results.GetValueOrDefault((entry.Id, call));

    /// <summary>Whether the entry is shown beside the call that it answers.</summary>
    public bool IsPlaced(Entry entry) => placed.Contains(entry.Id);

    /// <summary>Why an entry no longer counts, in a word or two; null when it does, or says so itself.</summary>
    public string? Fate(Entry entry) => entry switch
    {
        UndoEntry or StateEntry or NoticeEntry => null,
        _ when undone.Contains(entry.Id) || (entry.IsOfTurn && undoneTurns.Contains(map.TurnOf(entry))) => TakenBack,
        _ when map.IsWithdrawn(entry.Id) => Withdrawn,
        _ when map.IsWaiting(entry.Id) => Waits,
        _ => map.PlaceOf(entry) < lastClear ? Cleared : null,
    };

    /// <summary>Whether an entry stands under the same name as the one before: steps of one turn do.</summary>
    public static bool Continues(Entry before, Entry entry) =>
        before is AssistantEntry or ToolEntry && entry is AssistantEntry or ToolEntry && before.Turn == entry.Turn;

    /// <summary>Who speaks.</summary>
    public static string Speaker(Entry entry) => entry switch
    {
        UserEntry user => EntrySpeaker.Of(user) ?? "User",
        AssistantEntry => "Assistant",
        ToolEntry tool => $"Tool {tool.Name}",
        OtherEntry other => other.Role,
        _ => "System",
    };

    /// <summary>What happened to the session, in a few words.</summary>
    public static string Event(SystemEntry entry)
    {
        var what = entry switch
        {
            ClearEntry => "Cleared: the model no longer sees what stands above",
            UndoEntry undo => $"Took back entry {undo.Undoes}",
            SettingsEntry settings when settings.Budget.Count > 0 || settings.Queue is not null => EntryText.Setting(settings),
            SettingsEntry settings => $"Model: {(string.IsNullOrEmpty(settings.Model) ? "default" : settings.Model)}",
            StateEntry { State: { } state } => $"Session {state.ToText()}",
            TombstoneEntry => "Erased",
            SummaryEntry => "Summary",
            ShortenEntry => "Long tool results are shortened for the model from here on",
            PinEntry => "Pinned",
            StopEntry => "Asked to stop",
            CorrectionEntry { Removed: true } deletion => $"Message {deletion.Corrects} was deleted by its sender",
            CorrectionEntry correction => $"Message {correction.Corrects} was edited by its sender: {correction.Content}",
            AttachmentEntry arrival => $"File {arrival.Name ?? "?"} of message {arrival.Of} {(arrival.Blob is null ? $"did not arrive: {arrival.Failed}" : arrival.Failed is null ? "arrived" : $"arrived, but {arrival.Failed}")}{(arrival.Content.Length == 0 ? "" : $"; it says: {arrival.Content}")}",
            ApprovalEntry { Decision: { } decision } approval when !AwaitedAnswer.IsAnswer(approval) => $"Approval of {approval.Name}: {decision.ToString().ToLowerInvariant()}",
            ApprovalEntry approval => EntryText.Approval(approval),
            NoticeEntry or StateEntry => entry.Content.TrimEnd('.'),
            _ => entry.Content.Length == 0 ? entry.Kind : $"{entry.Kind}: {entry.Content}",
        };
        var by = entry.Actor is { Length: > 0 } actor ? $", by {actor}" : "";
        return what + by + (entry.Reason is { Length: > 0 } reason ? $" ({reason})" : "");
    }

    /// <summary>How a reply ended, when not as it should.</summary>
    public static string? Ending(AssistantEntry entry) => entry switch
    {
        { Finish: "cancelled" or "error" or "interrupted" } => entry.Finish,
        { Partial: true } => "broke off",
        { Finish: "length" } => "cut at the limit",
        _ => null,
    };
}
