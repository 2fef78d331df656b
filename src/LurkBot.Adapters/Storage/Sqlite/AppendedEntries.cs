using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>Tells whether appended entries leave what was said before as it was: pure.</summary>
internal static class AppendedEntries
{
    /// <summary>Whether all messages before them still read and count as they did.</summary>
    /// <param name="entries">The entries that were appended.</param>
    /// <param name="settled">The newest undo or clear before them; zero when there is none.</param>
    public static bool ChangeNothingBefore(IReadOnlyList<Entry> entries, long settled)
    {
        foreach (var entry in entries)
        {
            if (entry is UndoEntry or ClearEntry or CorrectionEntry or TombstoneEntry or AttachmentEntry { Content.Length: > 0 })
                return false;
            // What a reply heard or was told of stands where the reply stands, also when it was said before a clear.
            if (entry is ITurnMark mark && (entry.Turn <= settled || mark.Heard.Any(id => id <= settled)))
                return false;
            if (entry is AssistantEntry reply && reply.Noted.Any(id => id <= settled))
                return false;
        }

        return true;
    }
}
