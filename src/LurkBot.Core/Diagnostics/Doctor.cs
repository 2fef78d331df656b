using LurkBot.Configuration;
using LurkBot.Interop;
using LurkBot.Sandboxes;
using LurkBot.Text;

namespace LurkBot.Diagnostics;

/// <summary>Looks at what LurkBot needs. Nothing that it finds is an error to it.</summary>
/// <param name="configuration">What the owner set; it may have errors.</param>
/// <param name="createSandbox">Makes the sandbox, or throws what is missing.</param>
internal sealed class Doctor(LoadedConfiguration configuration, Func<AttestedSandbox> createSandbox)
{
    private const long LowDisk = 1L << 30;

    /// <summary>Looks at everything, and tries the sandbox from inside.</summary>
    /// <param name="cancellationToken">Cancels the trial of the sandbox.</param>
    public async Task<IReadOnlyList<DoctorCheck>> ExamineAsync(CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck> { Settings(), Home(configuration) };
        if (checks[^1].Status is not DoctorStatus.Fail)
            checks.Add(Disk(configuration.Options.Home));
        await AddSandboxAsync(checks, cancellationToken);
        return checks;
    }

    private DoctorCheck Settings() => configuration switch
    {
        { Errors: { Count: > 0 } errors } => new("settings", DoctorStatus.Fail, string.Join(" ", errors), "lurkbot config validate"),
        { Warnings: { Count: > 0 } warnings } => new("settings", DoctorStatus.Warn, string.Join(" ", warnings), "lurkbot config show"),
        _ => new("settings", DoctorStatus.Pass, "all are accepted"),
    };

    private static DoctorCheck Home(LoadedConfiguration configuration)
    {
        var home = configuration.Options.Home;
        if (configuration.HomeProblem is { } problem)
            return new("home", DoctorStatus.Fail, problem, "Mend HOME, or set LURKBOT_HOME to another folder.");
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var trial = Path.Combine(home, $"doctor-{Guid.NewGuid():N}");
        try
        {
            HomeFolder.Create(home);
            File.WriteAllText(trial, "");
            File.Delete(trial);
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(home) & Others) != UnixFileMode.None
                ? new("home", DoctorStatus.Warn, $"{home} is open to other users of this machine", $"chmod 700 '{home}'")
                : new("home", DoctorStatus.Pass, home);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("home", DoctorStatus.Fail, e.Message, $"Make {home} writable, or set LURKBOT_HOME to another folder.");
        }
    }

    private static DoctorCheck Disk(string home)
    {
        var free = new DriveInfo(home).AvailableFreeSpace;
        return free < LowDisk
            ? new("disk", DoctorStatus.Warn, $"{ByteSize.Format(free)} free", "Free some space, or let a sweep archive sessions: LURKBOT_SESSION_MAX_DISK and lurkbot sessions sweep")
            : new("disk", DoctorStatus.Pass, $"{ByteSize.Format(free)} free");
    }

    private async Task AddSandboxAsync(List<DoctorCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            using var sandbox = createSandbox();
            var proof = await sandbox.ProveAsync(cancellationToken);
            checks.Add(new("sandbox", DoctorStatus.Pass, proof.Backend));
            foreach (var check in proof.Checks)
                checks.Add(new("sandbox: " + check.Name, check.Held ? DoctorStatus.Pass : DoctorStatus.Fail, check.Detail, check.Held ? null : "docs/sandbox.md, \"When it does not work\""));
            foreach (var holder in proof.Holders)
                checks.Add(Limit(holder));
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            checks.Add(new("sandbox", DoctorStatus.Fail, e.Message, (e as SandboxException)?.Mend ?? "docs/sandbox.md, \"When it does not work\""));
        }
    }

    private static DoctorCheck Limit(LimitEnforcement holder) => holder switch
    {
        { IsHard: true } => new("limit: " + holder.Limit, DoctorStatus.Pass, holder.Mechanism),
        // Nobody can mend this one: it is how the disk is counted.
        { Limit: "disk" } => new("limit: " + holder.Limit, DoctorStatus.Pass, holder.Mechanism + ", so it can be passed for a moment"),
        _ => new("limit: " + holder.Limit, DoctorStatus.Warn, holder.Mechanism + ", so it can be passed for a moment", "Let systemd give LurkBot a control group: systemd-run --user --scope -p Delegate=yes lurkbot ..."),
    };
}
