using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>Writes what only one kind of system entry has.</summary>
internal static class SystemEntryJson
{
    public static void Write(Utf8JsonWriter json, SystemEntry entry)
    {
        switch (entry)
        {
            case SummaryEntry summary:
                EntryJson.WriteText(json, "model", summary.Model);
                EntryJson.WriteUsage(json, summary.Usage);
                WriteCovers(json, summary);
                WriteDropped(json, summary.Dropped);
                break;
            case CoveringEntry covering:
                WriteCovers(json, covering);
                break;
            case SettingsEntry settings:
                EntryJson.WriteText(json, "model", settings.Model);
                EntryJson.WriteText(json, "queue", settings.Queue);
                BudgetExtension.Write(json, settings.Budget);
                break;
            case UndoEntry undo:
                EntryJson.WriteNumber(json, "undoes", undo.Undoes);
                break;
            case StateEntry state:
                EntryJson.WriteText(json, "state", state.State?.ToText());
                EntryJson.WriteText(json, "forked_from", state.ForkedFrom?.ToString());
                break;
            case NoticeEntry notice:
                EntryJson.WriteText(json, "topic", Word(notice.Topic));
                EntryJson.WriteText(json, "mark", notice.Mark);
                EntryJson.WriteText(json, "fate", Word(notice.Fate));
                EntryJson.WriteText(json, "model", notice.Model);
                EntryJson.WriteUsage(json, notice.Usage);
                EntryJson.WriteMark(json, notice);
                break;
            case StopEntry stop:
                EntryJson.WriteNumber(json, "stops", stop.Stops);
                EntryJson.WriteFlag(json, "all", stop.All);
                break;
            case ApprovalEntry approval:
                WriteApproval(json, approval);
                break;
            case AttachmentEntry attachment:
                EntryJson.WriteNumber(json, "of", attachment.Of);
                EntryJson.WriteNumber(json, "index", attachment.Index == 0 ? null : attachment.Index);
                EntryJson.WriteText(json, "name", attachment.Name);
                EntryJson.WriteText(json, "media_type", attachment.MediaType);
                EntryJson.WriteNumber(json, "size", attachment.Size == 0 ? null : attachment.Size);
                EntryJson.WriteText(json, "blob", attachment.Blob);
                EntryJson.WriteText(json, "failed", attachment.Failed);
                break;
            case CorrectionEntry correction:
                EntryJson.WriteNumber(json, "corrects", correction.Corrects);
                EntryJson.WriteText(json, "source", correction.Source);
                EntryJson.WriteSender(json, correction.Sender);
                EntryJson.WriteText(json, "edited_at", correction.EditedAt is { } moment ? EntryJson.Text(moment) : null);
                EntryJson.WriteFlag(json, "removed", correction.Removed);
                break;
            case FactEntry fact:
                EntryJson.WriteSender(json, fact.Sender);
                EntryJson.WriteNumber(json, "of", fact.Of);
                EntryJson.WriteFlag(json, "proposed", fact.Proposed);
                EntrySourceJson.Write(json, fact.Sources);
                break;
            case TombstoneEntry tombstone:
                EntryJson.WriteText(json, "fate", Word(tombstone.Fate));
                EntryJson.WriteMark(json, tombstone);
                break;
        }
    }

    private static void WriteApproval(Utf8JsonWriter json, ApprovalEntry approval)
    {
        json.WriteString("tool_call_id"u8, approval.ToolCallId);
        json.WriteString("name"u8, approval.Name);
        EntryJson.WriteText(json, "arguments_hash", approval.ArgumentsHash);
        EntryJson.WriteText(json, "scope", approval.Scope);
        if (approval.Approvers.Count > 0)
        {
            json.WriteStartArray("approvers"u8);
            foreach (var person in approval.Approvers)
                json.WriteStringValue(person);
            json.WriteEndArray();
        }

        EntryJson.WriteText(json, "expires_at", approval.ExpiresAt is { } moment ? EntryJson.Text(moment) : null);
        EntryJson.WriteNumber(json, "approves", approval.Approves);
        EntryJson.WriteText(json, "decision", Word(approval.Decision));
    }

    private static void WriteCovers(Utf8JsonWriter json, CoveringEntry entry)
    {
        if (entry.Covers is { } range)
            EntryJson.WriteIds(json, "covers", [range.First, range.Last]);
        EntryJson.WriteIds(json, "except", entry.Except);
    }

    private static void WriteDropped(Utf8JsonWriter json, IReadOnlyList<DroppedIdentifier> dropped)
    {
        if (dropped.Count == 0)
            return;
        json.WriteStartArray("dropped"u8);
        foreach (var identifier in dropped)
        {
            json.WriteStartObject();
            json.WriteString("identifier"u8, identifier.Text);
            json.WriteNumber("entry"u8, identifier.Entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? Word<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();
}
