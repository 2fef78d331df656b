using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using LurkBot.Text;

namespace LurkBot.Sandboxes;

/// <summary>The programs that the sandbox is made with.</summary>
/// <param name="Bubblewrap">bwrap.</param>
/// <param name="DropRights">setpriv, of util-linux.</param>
/// <param name="ForbidsNestedUsers">Whether this bwrap knows <c>--disable-userns</c>.</param>
[SupportedOSPlatform("linux")]
internal sealed record BubblewrapPrograms(string Bubblewrap, string DropRights, bool ForbidsNestedUsers)
{
    /// <summary>Looks in the system's folders only: what stands in PATH may be anything.</summary>
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin"];

    /// <summary>Finds a program in the system's folders.</summary>
    /// <returns>Its path, or null.</returns>
    public static string? Which(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Finds them all.</summary>
    /// <exception cref="SandboxException">One is missing.</exception>
    public static BubblewrapPrograms Find()
    {
        var bubblewrap = Which("bwrap") ?? throw new SandboxException("Bubblewrap is not installed. Install it: apt install bubblewrap (dnf, pacman, zypper and apk call it the same)");
        if (!File.Exists("/usr/bin/prlimit") || Which("setpriv") is not { } dropRights)
            throw new SandboxException("The programs prlimit and setpriv are missing. Install them: apt install util-linux (on Alpine: apk add util-linux-misc setpriv)");
        return new BubblewrapPrograms(bubblewrap, dropRights, Version(bubblewrap) >= new Version(0, 8));
    }

    /// <summary>The whole command line.</summary>
    /// <param name="user">The user to become first; null to stay.</param>
    /// <param name="arguments">bubblewrap's.</param>
    public List<string> CommandLine(SandboxUser? user, IReadOnlyList<string> arguments) => As(user, [Bubblewrap, .. arguments]);

    /// <summary>A command line that gives up all rights first.</summary>
    /// <param name="user">The user to become; null to stay.</param>
    /// <param name="line">What runs then.</param>
    public List<string> As(SandboxUser? user, IReadOnlyList<string> line) => user is null
        ? [.. line]
        :
        [
            DropRights, string.Create(CultureInfo.InvariantCulture, $"--reuid={user.User}"), string.Create(CultureInfo.InvariantCulture, $"--regid={user.Group}"),
            "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--", .. line,
        ];

    /// <summary>Asks bubblewrap for its version.</summary>
    /// <exception cref="SandboxException">It is there and cannot be run.</exception>
    internal static Version Version(string bubblewrap)
    {
        var start = new ProcessStartInfo(bubblewrap, "--version") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        try
        {
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw Broken(bubblewrap, $"it ended with {process.ExitCode}: {TerminalText.Sanitize(said.Result, keepNewlines: false).Trim()}", null);
            return System.Version.TryParse(text[(text.LastIndexOf(' ') + 1)..], out var version) ? version : new Version(0, 0);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw Broken(bubblewrap, e.Message, e);
        }
    }

    private static SandboxException Broken(string bubblewrap, string why, Exception? error) =>
        new($"{bubblewrap} is installed but cannot be run, so nothing was run: {why} Install it again: apt install --reinstall bubblewrap", error);
}
