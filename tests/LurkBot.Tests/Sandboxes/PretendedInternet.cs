using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>
/// A network of its own for one thread, and behind a cable another one, which plays the internet, the private network and the cloud. Only
/// what that thread starts sees it; with the thread all of it vanishes.
/// </summary>
internal static class PretendedInternet
{
    public const string Public = "93.184.215.14";
    public const string Own = "93.184.215.13";
    public const string Private = "10.77.0.1";
    public const string Metadata = "169.254.169.254";
    public const int Port = 8099;

    private const int NewNetwork = 0x40000000;

    /// <summary>Whether it can be made here.</summary>
    public static bool IsThere { get; } = SandboxHome.IsRootOnX64 && SandboxHome.IsThere && File.Exists("/dev/net/tun") && Array.Exists((string[])["/usr/bin/slirp4netns", "/usr/sbin/slirp4netns"], File.Exists)
        && Array.Exists((string[])["/usr/bin/ip", "/usr/sbin/ip", "/sbin/ip"], File.Exists);

    /// <summary>Runs something within it.</summary>
    /// <param name="opensDevice">Whether the device that slirp4netns needs is open to all users there.</param>
    /// <param name="body">What runs, on the thread that is within.</param>
    public static void Run(bool opensDevice, Action body)
    {
        using var ready = new ManualResetEventSlim();
        using var over = new ManualResetEventSlim();
        var thread = "";
        var far = OnThread(() =>
        {
            Enter(NewNetwork);
            thread = new FileInfo("/proc/thread-self").LinkTarget!.Split('/')[^1];
            using var listener = Listen(IPAddress.Any);
            ready.Set();
            over.Wait();
        });
        ready.Wait();
        var near = OnThread(() =>
        {
            try
            {
                Enter(NewNetwork | SystemCalls.NewMounts);
                Shell($"ip link set lo up && ip link add near type veth peer name far netns {thread} && ip addr add {Own}/24 dev near && ip link set near up");
                Shell($"nsenter --net=/proc/{Environment.ProcessId}/task/{thread}/ns/net sh -c 'ip link set lo up; ip addr add {Public}/24 dev far; ip addr add {Private}/24 dev far; ip addr add {Metadata}/32 dev far; ip link set far up; ip route add default via {Own}'");
                Shell($"ip route add 10.77.0.0/24 dev near; ip route add {Metadata}/32 dev near; mount --make-rprivate /");
                Shell("f=$(mktemp) && echo nameserver 127.0.0.1 >$f && chmod 644 $f && mount --bind $f /etc/resolv.conf && rm $f");
                if (opensDevice)
                    Shell("d=$(mktemp -d) && mount -t tmpfs -o dev none $d && mknod -m 666 $d/tun c 10 200 && mount --bind $d/tun /dev/net/tun && umount -l $d && rmdir $d");
                using var own = Listen(IPAddress.Any);
                body();
            }
            finally
            {
                over.Set();
            }
        });
        near.GetAwaiter().GetResult();
        far.GetAwaiter().GetResult();
    }

    private static void Enter(int namespaces) => Assert.Equal(0, SystemCalls.Unshare(namespaces));

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, Port);
        listener.Start();
        return listener;
    }

    private static void Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static Task OnThread(Action body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                body();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true };
        thread.Start();
        return done.Task;
    }
}
