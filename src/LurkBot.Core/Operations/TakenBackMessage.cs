using LurkBot.Entries;

namespace LurkBot.Operations;

/// <summary>What was said in a turn that was taken back, to be said again.</summary>
/// <param name="Text">The words; those of several messages are apart.</param>
/// <param name="Attachments">The files; their bytes are kept.</param>
internal sealed record TakenBackMessage(string Text, IReadOnlyList<Attachment> Attachments)
{
    /// <summary>The messages one by one, each with its sender and as it reads now, oldest first.</summary>
    /// <value>Default: none, as from another process.</value>
    public IReadOnlyList<UserEntry> Messages { get; init; } = [];
}
