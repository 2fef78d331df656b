
namespace LurkBot.History;

/// <summary>The fields that an entry can have.</summary>
internal enum EntryField
{
    Unknown,
    Id,
    At,
    Turn,
    Role,
    Kind,
    Content,
    Sender,
    Source,
    ReplyTo,
    Attachments,
    Origin,
    Model,
    ToolCalls,
    Reasoning,
    ReasoningProof,
    Usage,
    Context,
    Finish,
    Partial,
    ToolCallId,
    Name,
    Error,
    Blob,
    Actor,
    Reason,
    Undoes,
    State,
    Budget,
    Covers,
    Dropped,
}
