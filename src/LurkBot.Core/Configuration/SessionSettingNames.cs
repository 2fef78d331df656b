using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Configuration;

/// <summary>
/// Whose settings <c>LURKBOT_SESSION__KEY__…</c> are. One that names no session holds for none, which nobody would see: of
/// <c>…__TOOLS=none</c> for a mistyped key all tools would be left.
/// </summary>
/// <param name="known">The names of the sessions that there are.</param>
internal sealed class SessionSettingNames(IReadOnlySet<string> known)
{
    /// <summary>The session of <c>lurkbot chat</c>, which somebody may mean before it is there.</summary>
    private const string Usual = "CLI_DEFAULT_MAIN";

    /// <summary>More of them make another name of one that is possible: chats differ by a few digits.</summary>
    private const int MostEdits = 2;

    private static readonly string[] Types = ["MAIN", "DM", "GROUP", "TOPIC", "SUBAGENT"];

    /// <summary>Looks at the names of the files in a home.</summary>
    public static SessionSettingNames Of(string home)
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { Usual };
        try
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(home, "sessions")))
            {
                if (SessionFileName.TryParse(Path.GetFileName(path), out var key))
                    known.Add(SessionEnvironmentName.For(key));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No session yet, or none that may be seen: then nothing is near.
        }

        return new(known);
    }

    /// <summary>Why a setting can hold for no session.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <param name="session">The session's part of it.</param>
    /// <param name="source">Where it was set.</param>
    /// <returns>Null when a session can have the name.</returns>
    public string? Problem(string name, string session, string source)
    {
        if (SessionEnvironmentName.IsPossible(session))
            return null;
        var hint = Nearest(session) is { } nearest ? $" Did you mean {With(name, session, nearest)}?" : "";
        return $"{name} ({source}) is of no session: {session} is no session's name. Give the key in capitals with one underscore between its parts, {Usual} for cli:default:main; it ends with MAIN, DM, GROUP, TOPIC or SUBAGENT.{hint}";
    }

    /// <summary>What is probably mistyped in a name that a session could have and none has.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <param name="session">The session's part of it.</param>
    /// <param name="source">Where it was set.</param>
    /// <returns>Null when a session has the name, or none has one like it.</returns>
    public string? Doubt(string name, string session, string source) => !known.Contains(session) && NearestName.Find(session, known, MostEdits) is { } nearest
        ? $"{name} ({source}) is of a session that is not there. Did you mean {With(name, session, nearest)}?"
        : null;

    private static string With(string name, string session, string other) => name.Replace($"__{session}__", $"__{other}__", StringComparison.Ordinal);

    private string? Nearest(string session)
    {
        var plain = string.Concat(session.ToUpperInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        var repaired = string.Join('_', plain.Split('_', StringSplitOptions.RemoveEmptyEntries));
        if (SessionEnvironmentName.IsPossible(repaired))
            return repaired;
        if (NearestName.Find(repaired, known) is { } other)
            return other;
        var type = repaired[(repaired.LastIndexOf('_') + 1)..];
        return NearestName.Find(type, Types, Math.Min(MostEdits, type.Length - 1)) is { } meant && repaired[..^type.Length] + meant is var possible && SessionEnvironmentName.IsPossible(possible)
            ? possible
            : null;
    }
}
