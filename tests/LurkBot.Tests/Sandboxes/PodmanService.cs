using System.Diagnostics;
using System.Net.Sockets;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Podman with storage, socket and images of its own in a temporary folder; no image comes from a registry.</summary>
public sealed class PodmanService : IAsyncLifetime
{
    /// <summary>An image with bash, perl and what else the attacks need, made of this machine's own packages.</summary>
    public const string Image = "localhost/lurkbot-test:full";

    /// <summary>An image with nothing but busybox.</summary>
    public const string SmallImage = "localhost/lurkbot-test:small";

    /// <summary>A small image that has a volume.</summary>
    public const string VolumeImage = "localhost/lurkbot-test:volume";

    private const string MakeImages = """
        set -e
        cd "$1"; shift
        mkdir -p full/usr/bin small/bin
        install -m 4755 /usr/bin/id full/usr/bin/setuid-id
        cp /usr/bin/busybox small/bin/
        for name in $(small/bin/busybox --list); do [ -e small/bin/$name ] || ln -s busybox small/bin/$name; done
        {
          printf '%s\n' /usr /usr/bin /usr/sbin /usr/lib /usr/lib64 /bin /sbin /lib /lib64
          dpkg -L bash dash coreutils grep sed perl-base mount util-linux libc6 libc-bin libtinfo6 libselinux1 libpcre2-8-0 libmount1 libblkid1 \
            libacl1 libattr1 libgmp10 libcap2 libcrypt1 libsmartcols1 libudev1 libgcc-s1 libcap-ng0 libsystemd0 |
            sed -E 's#^/(bin|sbin|lib|lib64)/#/usr/\1/#' | grep -E '^/usr/(s?bin|lib|lib64)/' | grep -v -E '/(gconv|locale)/' | sort -u
        } >list
        tar -c --no-recursion --ignore-failed-read -f full.tar -C / -T list -C "$PWD/full" usr/bin/setuid-id 2>/dev/null || [ -s full.tar ]
        tar -c -f small.tar -C small .
        "$@" import --change ENV=http_proxy=lurkbot-test-secret full.tar localhost/lurkbot-test:full
        "$@" import small.tar localhost/lurkbot-test:small
        "$@" import --change VOLUME=/data small.tar localhost/lurkbot-test:volume
        """;

    private readonly TemporaryFolder folder = new();
    private Process? service;
    private ISandbox? shared;

    /// <summary>Why it is not there; null if it is.</summary>
    public string? Problem { get; private set; } = "Podman, runc and busybox-static are not installed; eng/test.sh installs them for root.";

    /// <summary>Where it listens.</summary>
    public string Socket => Path.Combine(folder.Path, "podman.sock");

    /// <summary>A sandbox with this engine and all that protects; tests share it, since asking the engine what it is takes a while.</summary>
    internal ISandbox Shared => shared ??= Create(folder.Path);

    /// <summary>The home of <see cref="Shared"/>.</summary>
    public string Home => folder.Path;

    private string[] Podman => ["podman", "--root", Path.Combine(folder.Path, "storage"), "--runroot", Path.Combine(folder.Path, "run"), "--tmpdir", Path.Combine(folder.Path, "state"), "--volumepath", Path.Combine(folder.Path, "volumes"), "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "none"];

    /// <summary>Locks in files of its own: in memory they would be those of every Podman of the machine.</summary>
    private (string, string) Configuration => ("CONTAINERS_CONF", Path.Combine(folder.Path, "containers.conf"));

    public async ValueTask InitializeAsync()
    {
        if (!SandboxHome.IsRootOnX64 || !((string[])["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/busybox", "/usr/bin/dpkg"]).All(File.Exists))
            return;
        await File.WriteAllTextAsync(Configuration.Item2, "[engine]\nlock_type = \"file\"\n");
        using var images = ChildProcess.Start("sh", ["-c", MakeImages, "sh", folder.Path, .. Podman], Configuration);
        var (code, _, error) = await images.FinishAsync();
        if (code != 0)
        {
            Problem = "Podman makes no image here: " + error;
            return;
        }

        // What an owner may have in the environment of a service, and the image in its own: nothing of it may get into a container.
        service = ChildProcess.Start(Podman[0], [.. Podman[1..], "system", "service", "--time", "0", "unix://" + Socket], Configuration, ("http_proxy", "http://" + SandboxAttacks.Secret), ("LURKBOT_TEST_VARIABLE", SandboxAttacks.Secret));
        service.OutputDataReceived += (_, _) => { };
        service.ErrorDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        while (!await AnswersAsync())
        {
            if (service.HasExited)
            {
                Problem = $"Podman's service ended with {service.ExitCode}.";
                return;
            }

            await Task.Yield();
        }

        Problem = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
        {
            if (!service.HasExited)
                service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();
            (shared as IDisposable)?.Dispose();
            using var remove = ChildProcess.Start(Podman[0], [.. Podman[1..], "rm", "--all", "--force", "--time", "0"], Configuration);
            await remove.FinishAsync();
            // Podman mounts its storage on itself.
            using var unmount = ChildProcess.Start("umount", [Path.Combine(folder.Path, "storage", "overlay")]);
            await unmount.FinishAsync();
        }

        folder.Dispose();
    }

    /// <summary>A sandbox with this engine.</summary>
    /// <param name="home">LurkBot's home.</param>
    /// <param name="without">What does not protect.</param>
    /// <param name="image">The image.</param>
    /// <param name="time">The clock.</param>
    internal DockerSandbox Create(string home, DockerProtections without = DockerProtections.None, string image = Image, TimeProvider? time = null) =>
#pragma warning disable CA1416 // Each of these tests is skipped elsewhere.
        new([Socket], image, home, time ?? TimeProvider.System) { Protections = DockerProtections.All & ~without };
#pragma warning restore CA1416

    /// <summary>The containers of a home, running or not, a line each.</summary>
    internal async Task<string> ContainersAsync(string home)
    {
        using var list = ChildProcess.Start(Podman[0], [.. Podman[1..], "ps", "--all", "--quiet", "--no-trunc", "--filter", "label=lurkbot.home=" + home], Configuration);
        return (await list.FinishAsync()).Output;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
