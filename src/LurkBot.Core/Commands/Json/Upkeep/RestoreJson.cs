using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>What came back from a backup.</summary>
/// <param name="Restored">The sessions that were restored.</param>
/// <param name="Kept">Those that were there already, and stay as they are.</param>
/// <param name="Problems">One sentence for each part of the backup that is not a session.</param>
internal sealed record RestoreJson(IReadOnlyList<string> Restored, IReadOnlyList<string> Kept, IReadOnlyList<string> Problems)
{
    /// <summary>The record of a restore.</summary>
    public static RestoreJson Of(IReadOnlyList<SessionKey> restored, IReadOnlyList<SessionKey> kept, IReadOnlyList<string> problems) =>
        new([.. restored.Select(key => key.ToString())], [.. kept.Select(key => key.ToString())], problems);
}
