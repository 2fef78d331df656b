using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>What was said in a turn that was taken back.</summary>
internal sealed record WireTakenBack(string Text, IReadOnlyList<Attachment> Attachments);
