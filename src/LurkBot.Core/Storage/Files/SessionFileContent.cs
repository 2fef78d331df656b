using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>A session file, read whole.</summary>
/// <param name="File">Its path below the home folder.</param>
/// <param name="Head">Its first line.</param>
/// <param name="Entries">Its entries.</param>
internal sealed record SessionFileContent(string File, SessionHead Head, IReadOnlyList<Entry> Entries);
