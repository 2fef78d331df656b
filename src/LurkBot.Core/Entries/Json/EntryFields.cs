namespace LurkBot.Entries;

/// <summary>The names of fields as the file writes them.</summary>
internal static class EntryFields
{
    /// <summary>The field that the reader stands at. By length first: of a hundred entries this is asked a thousand times.</summary>
    public static EntryField Of(ref JsonLineReader json) => json.ValueLength switch
    {
        2 => json.ValueTextEquals("id"u8) ? EntryField.Id
            : json.ValueTextEquals("at"u8) ? EntryField.At
            : json.ValueTextEquals("of"u8) ? EntryField.Of
            : EntryField.Unknown,
        3 when json.ValueTextEquals("all"u8) => EntryField.All,
        4 => json.ValueTextEquals("turn"u8) ? EntryField.Turn
            : json.ValueTextEquals("role"u8) ? EntryField.Role
            : json.ValueTextEquals("name"u8) ? EntryField.Name
            : json.ValueTextEquals("kind"u8) ? EntryField.Kind
            : json.ValueTextEquals("blob"u8) ? EntryField.Blob
            : json.ValueTextEquals("door"u8) ? EntryField.Door
            : json.ValueTextEquals("fate"u8) ? EntryField.Fate
            : json.ValueTextEquals("mark"u8) ? EntryField.Mark
            : json.ValueTextEquals("size"u8) ? EntryField.Size
            : EntryField.Unknown,
        5 => json.ValueTextEquals("model"u8) ? EntryField.Model
            : json.ValueTextEquals("usage"u8) ? EntryField.Usage
            : json.ValueTextEquals("heard"u8) ? EntryField.Heard
            : json.ValueTextEquals("error"u8) ? EntryField.Error
            : json.ValueTextEquals("actor"u8) ? EntryField.Actor
            : json.ValueTextEquals("state"u8) ? EntryField.State
            : json.ValueTextEquals("topic"u8) ? EntryField.Topic
            : json.ValueTextEquals("scope"u8) ? EntryField.Scope
            : json.ValueTextEquals("stops"u8) ? EntryField.Stops
            : json.ValueTextEquals("noted"u8) ? EntryField.Noted
            : json.ValueTextEquals("index"u8) ? EntryField.Index
            : json.ValueTextEquals("queue"u8) ? EntryField.Queue
            : EntryField.Unknown,
        6 => json.ValueTextEquals("sender"u8) ? EntryField.Sender
            : json.ValueTextEquals("source"u8) ? EntryField.Source
            : json.ValueTextEquals("finish"u8) ? EntryField.Finish
            : json.ValueTextEquals("reason"u8) ? EntryField.Reason
            : json.ValueTextEquals("origin"u8) ? EntryField.Origin
            : json.ValueTextEquals("undoes"u8) ? EntryField.Undoes
            : json.ValueTextEquals("budget"u8) ? EntryField.Budget
            : json.ValueTextEquals("covers"u8) ? EntryField.Covers
            : json.ValueTextEquals("except"u8) ? EntryField.Except
            : json.ValueTextEquals("failed"u8) ? EntryField.Failed
            : EntryField.Unknown,
        7 => json.ValueTextEquals("content"u8) ? EntryField.Content
            : json.ValueTextEquals("context"u8) ? EntryField.Context
            : json.ValueTextEquals("answers"u8) ? EntryField.Answers
            : json.ValueTextEquals("partial"u8) ? EntryField.Partial
            : json.ValueTextEquals("dropped"u8) ? EntryField.Dropped
            : json.ValueTextEquals("part_of"u8) ? EntryField.PartOf
            : json.ValueTextEquals("removed"u8) ? EntryField.Removed
            : json.ValueTextEquals("sources"u8) ? EntryField.Sources
            : EntryField.Unknown,
        8 => json.ValueTextEquals("reply_to"u8) ? EntryField.ReplyTo
            : json.ValueTextEquals("accepted"u8) ? EntryField.Accepted
            : json.ValueTextEquals("observed"u8) ? EntryField.Observed
            : json.ValueTextEquals("decision"u8) ? EntryField.Decision
            : json.ValueTextEquals("approves"u8) ? EntryField.Approves
            : json.ValueTextEquals("corrects"u8) ? EntryField.Corrects
            : json.ValueTextEquals("proposed"u8) ? EntryField.Proposed
            : EntryField.Unknown,
        9 => json.ValueTextEquals("reasoning"u8) ? EntryField.Reasoning
            : json.ValueTextEquals("approvers"u8) ? EntryField.Approvers
            : json.ValueTextEquals("edited_at"u8) ? EntryField.EditedAt
            : EntryField.Unknown,
        10 => json.ValueTextEquals("tool_calls"u8) ? EntryField.ToolCalls
            : json.ValueTextEquals("expires_at"u8) ? EntryField.ExpiresAt
            : json.ValueTextEquals("media_type"u8) ? EntryField.MediaType
            : EntryField.Unknown,
        11 => json.ValueTextEquals("attachments"u8) ? EntryField.Attachments
            : json.ValueTextEquals("forked_from"u8) ? EntryField.ForkedFrom
            : EntryField.Unknown,
        12 when json.ValueTextEquals("tool_call_id"u8) => EntryField.ToolCallId,
        14 when json.ValueTextEquals("arguments_hash"u8) => EntryField.ArgumentsHash,
        15 when json.ValueTextEquals("reasoning_proof"u8) => EntryField.ReasoningProof,
        _ => EntryField.Unknown,
    };

    /// <summary>A field's name.</summary>
    public static string NameOf(EntryField field) => field switch
    {
        EntryField.ReplyTo => "reply_to",
        EntryField.PartOf => "part_of",
        EntryField.ExpiresAt => "expires_at",
        EntryField.EditedAt => "edited_at",
        EntryField.MediaType => "media_type",
        EntryField.ForkedFrom => "forked_from",
        EntryField.ArgumentsHash => "arguments_hash",
        EntryField.ReasoningProof => "reasoning_proof",
        EntryField.ToolCalls => "tool_calls",
        EntryField.ToolCallId => "tool_call_id",
        _ => field.ToString().ToLowerInvariant(),
    };
}
