using System.Globalization;
using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Commands;

/// <summary>Entries as text for people.</summary>
internal static class EntryText
{
    /// <summary>One entry: who, then what, without raw control characters.</summary>
    public static string Describe(Entry entry) => TerminalText.Sanitize(entry switch
    {
        UserEntry user => $"{EntrySpeaker.OrUser(user)}: {user.Content}{Files(user)}",
        AssistantEntry { ToolCalls.Count: > 0 } assistant =>
            $"assistant calls {string.Join(", ", assistant.ToolCalls.Select(call => $"{call.Name} {call.Arguments}"))} {assistant.Content}",
        AssistantEntry { Partial: true } assistant => $"assistant ({assistant.Finish}): {assistant.Content}",
        AssistantEntry assistant => $"assistant: {assistant.Content}",
        ToolEntry tool => $"{tool.Name} {(tool.Error ? "failed" : "returned")}: {tool.Content}",
        ClearEntry => "(cleared)",
        TombstoneEntry => "(erased)",
        UndoEntry undo => $"(took back entry {undo.Undoes})",
        SettingsEntry settings => $"({Setting(settings)})",
        SummaryEntry summary => $"({Range("summary", summary)})\n{summary.Content}",
        CoveringEntry covering => $"({Range(covering.Kind, covering)})",
        StopEntry or ApprovalEntry { Scope: null } => $"({What((SystemEntry)entry)})",
        ApprovalEntry question when AwaitedAnswer.IsOne(question) => $"({What(question)})",
        ApprovalEntry question => $"({What(question)}: {question.Scope})",
        CorrectionEntry { Removed: true } deletion => $"(message {deletion.Corrects} was deleted by its sender)",
        CorrectionEntry correction => $"(message {correction.Corrects} was edited, and now reads: {correction.Content})",
        AttachmentEntry { Content.Length: > 0 } spoken => $"({What(spoken)}; it says: {spoken.Content})",
        AttachmentEntry arrival => $"({What(arrival)})",
        StateEntry system => $"({What(system)}{(system.Reason is null ? "" : ": " + system.Reason)})",
        SystemEntry system => $"({system.Kind}: {system.Content})",
        _ => entry.Content,
    });

    /// <summary>A change of the session: what, who asked for it, why.</summary>
    public static string LogLine(Entry entry) => TerminalText.Sanitize(
        entry switch
        {
            UserEntry user => $"active, by {EntrySpeaker.OrUser(user)}: a message",
            SystemEntry system => $"{What(system)}, by {system.Actor ?? "unknown"}{(system.Reason is null ? "" : ": " + system.Reason)}",
            _ => entry.Content,
        },
        keepNewlines: false);

    /// <summary>What an undo took back, in words.</summary>
    public static string Change(Entry entry) => TerminalText.Sanitize(
        entry switch
        {
            UserEntry { IsSaid: false } sent => $"the turn that began with “{Shorten(entry.Content)}” (entry {entry.Id}), a message from {EntrySpeaker.OrUser(sent)}",
            UserEntry => $"the turn that began with “{Shorten(entry.Content)}” (entry {entry.Id})",
            ClearEntry => $"the clear (entry {entry.Id})",
            SettingsEntry => $"the setting (entry {entry.Id})",
            PinEntry => $"the pin (entry {entry.Id})",
            ShortenEntry => $"the shortening of tool results (entry {entry.Id})",
            _ => $"the summary (entry {entry.Id})",
        },
        keepNewlines: false);

    /// <summary>A number of messages, in words.</summary>
    public static string Count(int messages) => Plural.Of(messages, "message");

    /// <summary>The files of a message, with what <c>sessions show --blob</c> takes.</summary>
    private static string Files(UserEntry entry) => string.Concat(entry.Attachments.Select(file =>
        $"\n  [{file.Name}, {file.MediaType}, {ByteSize.Format(file.Size)}{(BlobHash.IsValid(file.Blob) ? ", blob " + file.Blob[..12] : "")}]"));

    private static string What(SystemEntry entry) => entry switch
    {
        StateEntry { State: { } state } => state.ToText(),
        StateEntry or NoticeEntry => entry.Content.TrimEnd('.'),
        UndoEntry undo => $"undo of entry {undo.Undoes}",
        SettingsEntry settings => Setting(settings),
        CoveringEntry covering => Range(covering.Kind, covering),
        CorrectionEntry correction => $"message {correction.Corrects} was {(correction.Removed ? "deleted" : "edited")} by its sender",
        AttachmentEntry arrival => $"file {arrival.Name ?? "?"} of message {arrival.Of} {(arrival.Blob is null ? $"did not arrive: {arrival.Failed}" : arrival.Failed is null ? "arrived" : $"arrived, but {arrival.Failed}")}",
        StopEntry stop => stop.All ? "stop asked for, also of all that waits" : "stop asked for",
        ApprovalEntry approval => Approval(approval),
        _ => entry.Kind,
    };

    /// <summary>A question or its answer; what LurkBot answers itself asks no person.</summary>
    public static string Approval(ApprovalEntry entry) => entry switch
    {
        _ when AwaitedAnswer.IsOne(entry) => $"{entry.Name} {AwaitedAnswer.Tell(entry)}",
        _ when AwaitedAnswer.IsAnswer(entry) => $"{entry.Name} goes on",
        { Decision: { } decision } => $"{entry.Name}: {Words(decision)}",
        _ => $"{entry.Name} waits for approval",
    };

    private static string Words(ApprovalDecision decision) => decision switch
    {
        ApprovalDecision.Once => "allowed once",
        ApprovalDecision.Session => "allowed until the session is cleared",
        ApprovalDecision.Always => "allowed always",
        ApprovalDecision.Expired => "not allowed, the question expired",
        _ => "not allowed",
    };

    /// <summary>An entry with the entries that it speaks of.</summary>
    private static string Range(string what, CoveringEntry entry) => entry.Range is { } range ? $"{what} of entries {range}" : what;

    /// <summary>What a settings entry sets.</summary>
    public static string Setting(SettingsEntry entry) => entry.Budget.Count > 0
        ? "budget " + string.Join(", ", entry.Budget.Select(extension => $"of {extension.Scope.ToString().ToLowerInvariant()} up to {BudgetText.Amount(extension.Unit, extension.Limit)}"))
        : entry.Queue is { } queue ? $"queue mode {(queue.Length == 0 ? "default" : queue)}"
        : $"model {(string.IsNullOrEmpty(entry.Model) ? "default" : entry.Model)}";

    /// <summary>The beginning of a text, on one line.</summary>
    public static string Shorten(string text)
    {
        const int Longest = 40;
        var line = text.ReplaceLineEndings(" ");
        var (length, elements) = (0, 0);
        for (; length < line.Length && elements < Longest; elements++)
            length += StringInfo.GetNextTextElementLength(line, length);
        return length < line.Length ? line[..length] + "…" : line;
    }
}
