using System.Globalization;
using System.Runtime.Versioning;
using Docker.DotNet.Models;

namespace LurkBot.Sandboxes;

/// <summary>Writes what an engine is asked for.</summary>
[SupportedOSPlatform("linux")]
internal static class DockerContainer
{
    /// <summary>The label with the home of the LurkBot that made a container.</summary>
    public const string HomeLabel = "lurkbot.home";

    /// <summary>The label with the process that made it.</summary>
    public const string ProcessLabel = "lurkbot.process";

    /// <summary>How commands know their script.</summary>
    private const string Script = "/run/command";

    /// <summary>
    /// Processes of one user of the machine, all containers and programs together: the engine's own value may be more than it may set, so
    /// one is always sent. What bounds the command is its control group.
    /// </summary>
    private const long ProcessesOfUser = 4096;

    private static readonly string[] Proxies = ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY"];

    /// <summary>One container for one command.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="image">The image.</param>
    /// <param name="command">The command.</param>
    /// <param name="user">Whom it runs as.</param>
    /// <param name="files">Where its script and the filter are.</param>
    /// <param name="protections">All, but in tests.</param>
    public static CreateContainerParameters Build(DockerEngine engine, string image, SandboxCommand command, SandboxUser user, DockerFiles files, DockerProtections protections)
    {
        bool Has(DockerProtections protection) => protections.HasFlag(protection);
        var hasInput = !command.Input.IsEmpty;
        return new CreateContainerParameters
        {
            Name = $"lurkbot-{Guid.NewGuid():N}",
            Image = image,
            Entrypoint = ["/bin/sh", "-c", Start(command.SeparateErrors, Has(DockerProtections.NoProxies))],
            Cmd = [],
            Env = [.. BubblewrapArguments.Variables.Select(pair => $"{pair.Name}={pair.Value}"), .. Has(DockerProtections.NoProxies) ? Proxies.Select(name => name + "=") : []],
            User = Has(DockerProtections.OwnUser) ? string.Create(CultureInfo.InvariantCulture, $"{user.User}:{user.Group}") : "0:0",
            WorkingDir = "/workspace",
            Hostname = Has(DockerProtections.OwnNetwork) ? "sandbox" : null,
            AttachStdin = hasInput,
            OpenStdin = hasInput,
            StdinOnce = hasInput,
            AttachStdout = true,
            AttachStderr = true,
            Healthcheck = new HealthConfig { Test = ["NONE"] },
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [HomeLabel] = files.Home, [ProcessLabel] = ProcessMark.Own },
            HostConfig = Bounds(engine, command, files, protections),
        };
    }

    private static HostConfig Bounds(DockerEngine engine, SandboxCommand command, DockerFiles files, DockerProtections protections)
    {
        bool Has(DockerProtections protection) => protections.HasFlag(protection);
        var limits = command.Limits;
        var bounds = new HostConfig
        {
            NetworkMode = Has(DockerProtections.OwnNetwork) ? "none" : "host",
            PidMode = Has(DockerProtections.OwnProcesses) ? "" : "host",
            IpcMode = "private",
            UsernsMode = engine.IsRootless ? "keep-id" : "",
            ReadonlyRootfs = Has(DockerProtections.ReadOnlyRoot),
            CapDrop = Has(DockerProtections.NoCapabilities) ? ["ALL"] : [],
            CapAdd = Has(DockerProtections.NoCapabilities) ? [] : ["ALL"],
            SecurityOpt = [Has(DockerProtections.Seccomp) ? "seccomp=" + files.Filter : "seccomp=unconfined"],
            LogConfig = new LogConfig { Type = "none" },
            Mounts = [Bind(command.Workspace, "/workspace", command.IsReadOnly), Bind(files.Script, Script, isReadOnly: true)],
            Ulimits = [Limit("nofile", SandboxLimits.OpenFiles), Limit("nproc", ProcessesOfUser), Limit("core", 0)],
        };
        if (Has(DockerProtections.NoNewPrivileges))
            bounds.SecurityOpt.Add("no-new-privileges");
        if (!Has(DockerProtections.ReadOnlySettings))
            bounds.SecurityOpt.Add("unmask=ALL");
        if (Has(DockerProtections.FileSize))
            bounds.Ulimits.Add(Limit("fsize", limits.Disk));
        if (Has(DockerProtections.SizedTemporary))
            bounds.ShmSize = Math.Max(4096, limits.Memory / 4);
        bounds.Tmpfs = Temporary(limits, Has(DockerProtections.SizedTemporary));
        if (!Has(DockerProtections.OwnRoot))
        {
            bounds.Tmpfs.Remove("/tmp");
            foreach (var folder in (string[])["/etc", "/root", "/tmp"])
                bounds.Mounts.Add(Bind(folder, folder, isReadOnly: true));
        }

        if (!Has(DockerProtections.OwnDevices))
            bounds.Mounts.Add(Bind("/dev", "/dev", isReadOnly: true));
        if (Has(DockerProtections.Limits))
        {
            (bounds.Memory, bounds.MemorySwap) = (limits.Memory, limits.Memory);
            // One more for the shell that waits for the command.
            bounds.PidsLimit = limits.Processes + 1;
            bounds.NanoCPUs = (long)(limits.Cpu * 1_000_000_000);
            // What goes on when this process is killed ends by itself if it keeps a processor busy.
            bounds.Ulimits.Add(Limit("cpu", (long)Math.Ceiling(limits.Timeout.TotalSeconds * Math.Max(1, limits.Cpu)) + 1));
        }

        return bounds;
    }

    /// <summary>Podman puts folders in memory at these places of a read-only container, without a size.</summary>
    private static Dictionary<string, string> Temporary(SandboxLimits limits, bool isSized)
    {
        string Options(long size, string mode) => string.Create(CultureInfo.InvariantCulture, $"rw,exec,nosuid,nodev,mode={mode}{(isSized ? ",size=" + size : "")}");
        var size = Math.Max(4096, limits.Memory / 2);
        var temporary = new Dictionary<string, string>(StringComparer.Ordinal) { ["/tmp"] = Options(size, "1777"), ["/var/tmp"] = Options(size, "1777"), ["/run"] = Options(64 << 10, "0755") };
        if (!isSized)
            temporary["/dev/shm"] = Options(0, "1777");
        return temporary;
    }

    /// <summary>
    /// The first process is a shell that waits, so that the command gets signals as any other program does. It says nothing itself and holds
    /// the streams open until the end.
    /// </summary>
    private static string Start(bool separateErrors, bool withoutProxies)
    {
        var run = $"{Script} {(separateErrors ? "2>&3" : "2>&1")} 3>&-";
        return $"{(withoutProxies ? $"unset {string.Join(' ', Proxies)}; " : "")}exec 3>&2 2>/dev/null; if [ -x /bin/bash ]; then /bin/bash {run}; else /bin/sh {run}; fi; exit $?";
    }

    private static Mount Bind(string source, string target, bool isReadOnly) =>
        new() { Type = "bind", Source = source, Target = target, ReadOnly = isReadOnly, BindOptions = new BindOptions { Propagation = "rprivate" } };

    private static Ulimit Limit(string name, long value) => new() { Name = name, Soft = value, Hard = value };
}
