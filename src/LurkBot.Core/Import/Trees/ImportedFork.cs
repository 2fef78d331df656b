using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>The entry in a session that is another branch of an imported one: from where on it differs.</summary>
internal static class ImportedFork
{
    /// <summary>Who made it.</summary>
    public const string Actor = "import";

    /// <summary>The entry that stands behind what both have in common; the session's id is filled in when that is known.</summary>
    /// <param name="original">The session that it is a branch of.</param>
    /// <param name="shared">How many entries both have.</param>
    /// <param name="at">The time of the last of them.</param>
    public static StateEntry Entry(SessionKey original, int shared, DateTimeOffset at) =>
        new() { Content = $"Another branch of {original}, from entry {shared} on.", At = at, Actor = Actor, Reason = Actor };
}
