using System.Globalization;
using System.Runtime.Versioning;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>
/// Which user of the host a session's commands run as. For root each workspace has a user of its own, without a name; the owner of the
/// folder is the one place where that number is kept. Anybody else runs them as themselves.
/// </summary>
/// <param name="User">The user's number.</param>
/// <param name="Group">The group's number.</param>
[SupportedOSPlatform("linux")]
internal sealed record SandboxUser(uint User, uint Group)
{
    /// <summary>Numbers that neither distributions nor systemd give to anybody (systemd.io, "Users, Groups, UIDs and GIDs").</summary>
    private const uint First = 0x70000000;
    private const uint End = 0x7FFE0000;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Finds the user of a command's workspace; one that is only read is left as it is.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="SandboxException">The folder cannot be used.</exception>
    public static SandboxUser Prepare(SandboxCommand command) => command.IsReadOnly ? FindReader(command.Workspace) : Prepare(command.Workspace);

    /// <summary>Makes the workspace if it is not there, and finds its user.</summary>
    /// <param name="workspace">The folder; absolute.</param>
    /// <exception cref="SandboxException">The folder cannot be used.</exception>
    public static SandboxUser Prepare(string workspace)
    {
        try
        {
            var folder = new DirectoryInfo(workspace);
            if (folder.LinkTarget is not null || File.Exists(workspace))
                throw new SandboxException($"The workspace {workspace} is not a folder, so nothing was run. Move it away.");
            if (!folder.Exists)
            {
                PrivateFolder.Create(Path.GetDirectoryName(workspace)!);
                Directory.CreateDirectory(workspace, Private);
            }

            if (LibC.EffectiveUser() != 0)
                return new SandboxUser(LibC.EffectiveUser(), SystemCalls.EffectiveGroup());
            var (user, group) = FolderOwner.Of(workspace);
            return user == 0 ? GiveOnce(workspace) : new SandboxUser(user, group);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The workspace {workspace} cannot be made, so nothing was run: {e.Message}", e);
        }
    }

    private static SandboxUser FindReader(string workspace)
    {
        if (!Directory.Exists(workspace) || new DirectoryInfo(workspace).LinkTarget is not null)
            throw new SandboxException($"The workspace {workspace} is not there, so nothing was run.");
        if (LibC.EffectiveUser() != 0)
            return new SandboxUser(LibC.EffectiveUser(), SystemCalls.EffectiveGroup());
        var (user, group) = FolderOwner.Of(workspace);
        return user == 0
            ? throw new SandboxException($"The workspace {workspace} belongs to root, and sandboxed commands do not run as root, so it cannot be read from a sandbox. Start the subagent with a workspace of its own, or run LurkBot as an ordinary user.")
            : new SandboxUser(user, group);
    }

    /// <summary>Two first commands of a session may come at once; they must agree.</summary>
    private static SandboxUser GiveOnce(string workspace)
    {
        using var folder = Descriptor.Of(SystemCalls.Open(workspace, SystemCalls.DirectoryOnly | SystemCalls.NoFollow | SystemCalls.CloseOnExecute));
        _ = LibC.Flock(folder.Number, SystemCalls.LockExclusive);
        var (user, group) = FolderOwner.Of(workspace);
        return user == 0 ? Give(workspace) : new SandboxUser(user, group);
    }

    private static SandboxUser Give(string workspace)
    {
        // A folder that somebody filled as root is theirs; only what was made for a session is given away.
        if (Directory.EnumerateFileSystemEntries(workspace).Any())
            throw new SandboxException($"The workspace {workspace} belongs to root, and sandboxed commands do not run as root. Give it away first: chown -R USER {workspace}");
        var taken = new HashSet<uint>(Directory.EnumerateDirectories(Path.GetDirectoryName(workspace)!).Select(sibling => FolderOwner.Of(sibling).User));
        var (first, end) = Range(File.ReadAllText("/proc/self/uid_map"));
        uint number;
        do
        {
            // No secret: any number will do that nobody has.
            number = first + (uint)Random.Shared.Next((int)(end - first));
        }
        while (taken.Contains(number));
        if (SystemCalls.ChangeOwner(workspace, number, number) != 0)
            throw new SandboxException($"The workspace {workspace} cannot be given to a user of its own, so nothing was run. See: lurkbot doctor");
        File.SetUnixFileMode(workspace, Private);
        return new SandboxUser(number, number);
    }

    /// <summary>The numbers to choose from: high ones, or, in a container that has few, the upper half of those.</summary>
    /// <param name="map">The text of <c>/proc/self/uid_map</c>: lines of inside, outside, count.</param>
    internal static (uint First, uint End) Range(string map)
    {
        var most = 0L;
        foreach (var line in map.Split('\n'))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 3)
                most = Math.Max(most, long.Parse(parts[0], CultureInfo.InvariantCulture) + long.Parse(parts[2], CultureInfo.InvariantCulture));
        }

        return most >= End ? (First, End) : most > 4096 ? ((uint)(most / 2), (uint)most - 2) : throw new SandboxException("This container has too few users for one per session, so nothing was run. Run LurkBot as an ordinary user.");
    }
}
