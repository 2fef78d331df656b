using System.Buffers;
using System.Text.RegularExpressions;

namespace LurkBot.Tools;

/// <summary>Which commands are of one kind: those with the same program and subcommand, such as <c>git status</c>.</summary>
internal static partial class CommandPrefix
{
    /// <summary>What makes a text more than one simple command, or one whose words are not what they look like.</summary>
    private static readonly SearchValues<char> NotSimple = SearchValues.Create(";&|$()<>`\n\r\"'\\{}*?[]~#!=");

    /// <summary>Programs that run whatever their arguments say: approving one kind of their calls would approve everything.</summary>
    private static readonly HashSet<string> RunAnything = new(StringComparer.Ordinal)
    {
        "sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox", "toybox", "pwsh", "powershell", "cmd", "osascript",
        "python", "perl", "ruby", "node", "nodejs", "deno", "bun", "php", "lua", "luajit", "r", "rscript", "java", "jshell", "scala", "groovy", "julia", "tclsh", "wish", "expect", "guile", "racket", "ghci", "runghc", "dotnet", "mono",
        "awk", "gawk", "mawk", "nawk", "sed", "ed", "ex", "vi", "vim", "nvim", "emacs", "nano", "m4", "dc", "bc", "gdb", "lldb",
        "env", "sudo", "doas", "su", "runuser", "pkexec", "xargs", "find", "fd", "parallel", "exec", "eval", "source", ".", "command", "builtin", "alias", "trap", "coproc", "function",
        "nohup", "setsid", "setpriv", "timeout", "time", "nice", "ionice", "chrt", "taskset", "stdbuf", "unbuffer", "script", "watch", "entr", "flock", "strace", "ltrace", "chroot", "unshare", "nsenter", "bwrap", "firejail", "systemd-run", "at", "batch", "crontab",
        "ssh", "rsh", "docker", "podman", "nerdctl", "kubectl", "lxc", "machinectl", "npx", "uvx", "pipx", "tmux", "screen",
    };

    /// <summary>The program and its subcommand.</summary>
    /// <param name="command">A command.</param>
    /// <returns>Such as <c>git status</c>; null for a command that is only like itself.</returns>
    public static string? Of(string command)
    {
        if (command.AsSpan().ContainsAny(NotSimple))
            return null;
        var words = command.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words is [var program, var subcommand, ..] && Program().IsMatch(program) && Subcommand().IsMatch(subcommand) && !RunAnything.Contains(Unversioned(program)) ? $"{program} {subcommand}" : null;
    }

    /// <summary><c>python3.12</c> is <c>python</c>.</summary>
    private static string Unversioned(string program) => program.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '-').ToLowerInvariant() is { Length: > 0 } name ? name : program;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Program();

    /// <summary>No option, path or address: those say too little of what a command does.</summary>
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_:-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subcommand();
}
