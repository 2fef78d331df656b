using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>A message of a chat between people.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Sender">Who wrote it; null for the owner's notes to themselves.</param>
/// <param name="At">When.</param>
/// <param name="Text">What it says.</param>
/// <param name="Files">What came with it.</param>
internal sealed record ChatMessage(string Id, Sender? Sender, DateTimeOffset? At, string Text, IReadOnlyList<Attachment> Files)
{
    /// <summary>The id of the message that it answers; null when it answers none.</summary>
    public string? Answers { get; init; }

    /// <summary>What happened in the chat, when nobody said anything: the words stand in the text.</summary>
    public bool IsEvent { get; init; }
}
