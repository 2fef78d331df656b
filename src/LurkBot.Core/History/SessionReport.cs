using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>What a check or a repair found in one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">Its session; null when neither head nor name tell.</param>
/// <param name="Problems">One sentence each; none for a sound file.</param>
public sealed record SessionReport(string Path, SessionKey? Key, IReadOnlyList<string> Problems);
