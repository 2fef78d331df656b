using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>
/// The internet for one command: a program without rights (slirp4netns) speaks to it in the command's stead, and the command's own network
/// has no way to this machine, private networks and a cloud's metadata. The command cannot change that: it has no rights over its network.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SlirpNetwork : IDisposable
{
    private const int Patience = 10_000;

    /// <summary>Descriptors of slirp4netns.</summary>
    private const int Ready = 3;
    private const int Exit = 4;
    private const int Users = 5;
    private const int Network = 6;

    private readonly int process;
    private readonly Descriptor exit;

    private SlirpNetwork(int process, Descriptor exit) => (this.process, this.exit) = (process, exit);

    /// <summary>Gives the internet to a sandbox that waits to begin.</summary>
    /// <param name="programs">What it is made with.</param>
    /// <param name="user">The user to run that as; null to stay.</param>
    /// <param name="first">The sandbox's first process.</param>
    /// <param name="routes">What <c>ip -batch</c> is to do inside.</param>
    /// <exception cref="SandboxException">It cannot be had; the command must not run.</exception>
    public static SlirpNetwork Begin(NetworkPrograms programs, SandboxUser? user, int first, string routes)
    {
        WaitForUsers(first);
        using var network = Descriptor.Of(SystemCalls.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{first}/ns/net"), SystemCalls.CloseOnExecute));
        // The sandbox's process has gone on into a user namespace of its own, which has no rights over the network.
        using var users = Descriptor.Of(SystemCalls.OwnerOf(network.Number));
        using var nothing = Descriptor.Nothing();
        var (ready, theirReady) = Descriptor.Pipe(weRead: true);
        var (exit, theirExit) = Descriptor.Pipe(weRead: false);
        using (ready)
        using (theirReady)
        using (theirExit)
        {
            var (said, theirSaid) = Descriptor.Pipe(weRead: true);
            using (said)
            using (theirSaid)
            {
                var line = programs.Speaker(user, Ready, Exit, Users, Network);
                var started = new SlirpNetwork(Start(line, exit, Passed(nothing, theirSaid, theirSaid, theirReady, theirExit, users, network)), exit);
                try
                {
                    theirReady.Dispose();
                    theirSaid.Dispose();
                    if (!IsReady(ready))
                        throw new SandboxException($"slirp4netns cannot give the sandbox the internet, so nothing was run: {Text(said)} See: lurkbot doctor");
                    SetRoutes(programs.InNetwork(user, 3, 4), users, network, routes);
                    return started;
                }
                catch
                {
                    started.Dispose();
                    throw;
                }
            }
        }
    }

    /// <summary>Ends it: slirp4netns ends with this pipe, and so it does when this process dies.</summary>
    public void Dispose()
    {
        exit.Dispose();
        _ = SystemCalls.Signal(process, SystemCalls.Kill);
        _ = SystemCalls.Wait(process, null, 0);
    }

    /// <summary>Until the sandbox's first process has said who is who in it, nobody has rights there.</summary>
    private static void WaitForUsers(int first)
    {
        const int Step = 1;
        var map = string.Create(CultureInfo.InvariantCulture, $"/proc/{first}/uid_map");
        try
        {
            for (var waited = 0; File.ReadAllText(map).Length == 0; waited += Step)
            {
                if (waited > Patience)
                    throw new SandboxException("The sandbox does not begin, so nothing was run. See: lurkbot doctor");
                SystemCalls.Pause(Step);
            }
        }
        catch (IOException e)
        {
            throw new SandboxException($"The sandbox ended before it began, so nothing was run. {NamespaceAdvice.Find()}", e);
        }
    }

    private static int Start(List<string> line, Descriptor exit, List<int> descriptors)
    {
        try
        {
            return Spawn.Start(line[0], line, [], descriptors);
        }
        catch
        {
            exit.Dispose();
            throw;
        }
    }

    private static void SetRoutes(List<string> line, Descriptor users, Descriptor network, string routes)
    {
        using var input = Descriptor.Content(Encoding.UTF8.GetBytes(routes));
        var (said, theirSaid) = Descriptor.Pipe(weRead: true);
        using (said)
        {
            int setter;
            using (theirSaid)
                setter = Spawn.Start(line[0], line, [], Passed(input, theirSaid, theirSaid, users, network));
            var status = 0;
            _ = SystemCalls.Wait(setter, &status, 0);
            if (status != 0)
                throw new SandboxException($"The sandbox's way to private networks cannot be closed, so nothing was run: {Text(said)} See: lurkbot doctor");
        }
    }

    private static List<int> Passed(params Descriptor[] descriptors) => [.. descriptors.Select(descriptor => descriptor.Number)];

    /// <summary>It writes when it is there, and closes the pipe when it is not.</summary>
    private static bool IsReady(Descriptor ready)
    {
        var entry = new PollEntry { Descriptor = ready.Number, Events = PollEntry.Readable };
        byte said;
        return SystemCalls.Poll(&entry, 1, Patience) == 1 && SystemCalls.Read(ready.Number, &said, 1) == 1;
    }

    private static string Text(Descriptor from)
    {
        var buffer = stackalloc byte[1024];
        var count = SystemCalls.Read(from.Number, buffer, 1024);
        return count <= 0 ? "it says nothing." : Encoding.UTF8.GetString(buffer, (int)count).Trim().ReplaceLineEndings(" ");
    }
}
