using System.Globalization;
using LurkBot.Interop;
using LurkBot.Text;

namespace LurkBot.Configuration;

/// <summary>
/// Refuses a home or a configuration that other users can change: it says which keys are sent where, and what runs without being asked for.
/// A group may write where it is the user's own and has nobody else in it, as many systems give each user one.
/// </summary>
internal static class HomeSafety
{
    private const int GroupWrites = 0x10;
    private const int OthersWrite = 0x2;

    /// <summary>What is wrong with the home and the files that configure it.</summary>
    /// <param name="home">The home; absolute.</param>
    /// <returns>One message for each, with the command that fixes it.</returns>
    public static IEnumerable<string> Problems(string home)
    {
        if (!OperatingSystem.IsLinux())
            yield break;
        var user = LibC.EffectiveUser();
        foreach (var path in (string[])[home, Path.Combine(home, "config.json"), Path.Combine(home, ".env")])
        {
            if (FileOwner.Of(path) is { } owner && Problem(path, owner, user, Read) is { } problem)
                yield return problem;
        }
    }

    /// <summary>What is wrong with one file or folder. Pure.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="owner">Whose it is, and who may write.</param>
    /// <param name="user">The number of this process's user.</param>
    /// <param name="read">Gives the text of a file; empty when it cannot be read.</param>
    internal static string? Problem(string path, FileOwner owner, uint user, Func<string, string> read)
    {
        if (owner.User != user && owner.User != 0)
            return string.Create(CultureInfo.InvariantCulture, $"{path} belongs to another user (number {owner.User}), who could change what LurkBot does. Run LurkBot as that user, or: sudo chown -R {user} {ShellWord.Quote(path)}");
        if ((owner.Mode & OthersWrite) != 0)
            return $"{path} can be written by every user of this machine. Run: chmod go-w {ShellWord.Quote(path)}";
        return (owner.Mode & GroupWrites) != 0 && !IsPrivate(owner.Group, user, read)
            ? string.Create(CultureInfo.InvariantCulture, $"{path} can be written by other users, those of group {owner.Group}. Run: chmod g-w {ShellWord.Quote(path)}")
            : null;
    }

    /// <summary>Whether nobody but a user is in a group (passwd(5), group(5)); a group that is not listed may have anybody in it.</summary>
    private static bool IsPrivate(uint group, uint user, Func<string, string> read)
    {
        var (number, own) = (group.ToString(CultureInfo.InvariantCulture), user.ToString(CultureInfo.InvariantCulture));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fields in Fields(read("/etc/passwd"), 4))
        {
            if (fields[2] == own)
                names.Add(fields[0]);
            else if (fields[3] == number)
                return false;
        }

        var groups = Fields(read("/etc/group"), 4).Where(fields => fields[2] == number).ToList();
        return groups.Count > 0 && groups.TrueForAll(fields => fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries).All(names.Contains));
    }

    private static IEnumerable<string[]> Fields(string text, int least) => text.Split('\n').Select(line => line.Split(':')).Where(fields => fields.Length >= least);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
