using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>Writes bubblewrap's command line. Pure, but for looking how the system's folders are laid out.</summary>
internal static class BubblewrapArguments
{
    /// <summary>Descriptors that bubblewrap gets, behind the three that every program has.</summary>
    public const int Status = 3;

    /// <summary>Where it waits until the limits are set.</summary>
    public const int Block = 4;

    /// <summary>Where the script is.</summary>
    public const int Script = 5;

    /// <summary>Where the list of users is.</summary>
    public const int Users = 6;

    /// <summary>Where the list of groups is.</summary>
    public const int Groups = 7;

    /// <summary>Where the names of hosts are.</summary>
    public const int Hosts = 8;

    /// <summary>Where the filter of system calls is.</summary>
    public const int Filter = 9;

    /// <summary>The other end of <see cref="Block"/>, which bubblewrap keeps from the command.</summary>
    public const int Held = 10;

    /// <summary>Where the address of the resolver is, for a command that has the internet.</summary>
    public const int Resolver = 11;

    public const string UsersText = "root:x:0:0::/:/bin/sh\nlurkbot:x:1000:1000::/workspace:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n";
    public const string GroupsText = "root:x:0:\nlurkbot:x:1000:\nnogroup:x:65534:\n";
    public const string HostsText = "127.0.0.1 localhost\n::1 localhost\n";

    private static readonly string[] Folders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];
    private static readonly string[] Settings = ["ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "ssl/certs", "ssl/openssl.cnf", "pki/tls/certs", "pki/ca-trust/extracted", "ca-certificates"];

    /// <summary>The arguments, without the program's name.</summary>
    /// <param name="workspace">The folder that becomes <c>/workspace</c>, as the starting process sees it.</param>
    /// <param name="limits">What the command may use.</param>
    /// <param name="inside">Options of <c>prlimit</c> for the command.</param>
    /// <param name="nestedUsers">Whether this bubblewrap can forbid user namespaces inside.</param>
    /// <param name="protections">All, but in tests.</param>
    /// <param name="isReadOnly">Whether the command may only read the workspace.</param>
    public static List<string> Build(string workspace, SandboxLimits limits, IReadOnlyList<string> inside, bool nestedUsers, Protections protections, bool isReadOnly = false)
    {
        var list = new List<string> { "--unshare-user", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "sandbox", "--uid", "1000", "--gid", "1000", "--die-with-parent" };
        bool Has(Protections protection) => protections.HasFlag(protection);
        list.AddRange([Has(Protections.NoCapabilities) ? "--cap-drop" : "--cap-add", "ALL"]);
        if (Has(Protections.OwnProcesses))
            list.Add("--unshare-pid");
        if (Has(Protections.OwnNetwork))
            list.Add("--unshare-net");
        if (Has(Protections.NoNestedUsers) && nestedUsers)
            list.Add("--disable-userns");
        if (Has(Protections.OwnSession))
            list.Add("--new-session");
        list.AddRange([Has(Protections.ReadOnlyPrograms) ? "--ro-bind" : "--bind", "/usr", "/usr"]);
        foreach (var folder in Folders)
            AddSystemFolder(list, folder);
        if (Directory.Exists("/nix/store"))
            list.AddRange(["--ro-bind", "/nix/store", "/nix/store"]);
        if (Has(Protections.OwnRoot))
        {
            foreach (var folder in (string[])["/etc", "/etc/ssl", "/etc/pki"])
                list.AddRange(["--perms", "0755", "--dir", folder]);
            foreach (var setting in Settings)
                list.AddRange(["--ro-bind-try", "/etc/" + setting, "/etc/" + setting]);
            list.AddRange(["--perms", "0444", "--file", Text(Users), "/etc/passwd", "--perms", "0444", "--file", Text(Groups), "/etc/group", "--perms", "0444", "--file", Text(Hosts), "/etc/hosts"]);
            if (limits.Network)
                list.AddRange(["--perms", "0444", "--file", Text(Resolver), "/etc/resolv.conf"]);
        }
        else
        {
            foreach (var folder in Directory.GetDirectories("/").Where(folder => folder is not ("/usr" or "/proc" or "/dev" or "/sys" or "/run") && new DirectoryInfo(folder).LinkTarget is null))
                list.AddRange(["--ro-bind", folder, folder]);
        }

        list.AddRange(Has(Protections.OwnProcesses) ? ["--proc", "/proc"] : ["--bind", "/proc", "/proc"]);
        list.AddRange(Has(Protections.OwnDevices) ? ["--dev", "/dev"] : ["--dev-bind", "/dev", "/dev"]);
        AddTemporary(list, "/dev/shm", limits.Memory / 4, protections);
        if (Has(Protections.OwnRoot))
            AddTemporary(list, "/tmp", limits.Memory / 2, protections);
        list.AddRange(["--tmpfs", "/run", "--perms", "0444", "--file", Text(Script), "/run/command", "--remount-ro", "/run"]);
        list.AddRange([isReadOnly ? "--ro-bind" : "--bind", workspace, "/workspace", "--chdir", "/workspace"]);
        if (Has(Protections.ReadOnlyRoot))
            list.AddRange(["--remount-ro", "/dev", "--remount-ro", "/"]);
        foreach (var (name, value) in Variables)
            list.AddRange(["--setenv", name, value]);
        list.AddRange(["--json-status-fd", Text(Status), "--block-fd", Text(Block), "--sync-fd", Text(Held)]);
        if (Has(Protections.Seccomp))
            list.AddRange(["--seccomp", Text(Filter)]);
        list.AddRange(["--", "/usr/bin/prlimit", "--core=0", "--nofile=" + Text(SandboxLimits.OpenFiles)]);
        if (Has(Protections.FileSize))
            list.Add(string.Create(CultureInfo.InvariantCulture, $"--fsize={limits.Disk}"));
        list.AddRange(inside);
        list.AddRange(["--", File.Exists("/usr/bin/bash") ? "/usr/bin/bash" : "/bin/sh", "/run/command"]);
        return list;
    }

    /// <summary>The environment of a command.</summary>
    public static readonly (string Name, string Value)[] Variables =
    [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/workspace"), ("TMPDIR", "/tmp"), ("USER", "lurkbot"),
        ("LOGNAME", "lurkbot"), ("SHELL", "/bin/sh"), ("LANG", "C.UTF-8"), ("TERM", "dumb"),
    ];

    /// <summary>A link on most systems, a folder of its own on some.</summary>
    private static void AddSystemFolder(List<string> list, string name)
    {
        var folder = new DirectoryInfo("/" + name);
        if (folder.LinkTarget is { } target)
            list.AddRange(["--symlink", target, "/" + name]);
        else if (folder.Exists)
            list.AddRange(["--ro-bind", "/" + name, "/" + name]);
    }

    private static void AddTemporary(List<string> list, string path, long size, Protections protections)
    {
        if (protections.HasFlag(Protections.SizedTemporary))
            list.AddRange(["--size", Math.Max(4096, size).ToString(CultureInfo.InvariantCulture)]);
        list.AddRange(["--perms", "1777", "--tmpfs", path]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
