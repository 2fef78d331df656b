using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>
/// Runs each command in namespaces that bubblewrap makes, as a user without rights, behind a filter of system calls, within limits. Safe
/// for use from several threads; each command takes one thread while it runs.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BubblewrapSandbox : ISandbox
{
    private readonly BubblewrapPrograms programs;
    private readonly NetworkPrograms? network;
    private readonly ILimitMechanism limits;
    private readonly byte[] filter;
    private readonly byte[] networkFilter;
    private readonly TimeProvider time;

    /// <summary>Finds what is needed.</summary>
    /// <param name="limits">What bounds commands.</param>
    /// <param name="network">Whether commands may have the internet.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SandboxException">Something is missing; the message says how to get it.</exception>
    public BubblewrapSandbox(ILimitMechanism limits, bool network, TimeProvider time)
    {
        programs = BubblewrapPrograms.Find();
        this.network = network ? NetworkPrograms.Find(programs) : null;
        (filter, networkFilter) = (Filter(limits, network: false), Filter(limits, network: true));
        this.limits = limits;
        this.time = time;
    }

    public string Name => "bubblewrap";

    public IReadOnlyList<LimitEnforcement> Holders =>
    [
        .. limits.Holders,
        new("disk", "rlimit of each file and a look at the workspace every 100 ms", false),
        HostMemoryWatch.Holder,
        new("network", network is null ? "network namespace without interfaces" : "network namespace with slirp4netns and routes to the internet alone", true),
        new("files", "mount namespace, user namespace, seccomp", true),
    ];

    /// <summary>What protects the host: everything, but in tests.</summary>
    internal Protections Protections { get; init; } = Protections.All;

    public Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (command.Limits.Network && network is null)
            throw new SandboxException("This sandbox has no way to the internet, so nothing was run (LURKBOT_SANDBOX_NETWORK).");
        var done = new TaskCompletionSource<SandboxResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Threads begin with the mounts and the folder of the thread that starts them. Completing the task can start one of the pool,
        // which must not live on in a command's mounts: so that is left to a thread that has none of its own.
        Start("sandbox", () =>
        {
            Action complete = () => { };
            // A thread of its own: bubblewrap dies with the thread that started it, and the thread's mounts must vanish with the command.
            Start("sandboxed command", () => complete = Try(command, done, cancellationToken)).Join();
            complete();
        });
        return done.Task;
    }

    private Action Try(SandboxCommand command, TaskCompletionSource<SandboxResult> done, CancellationToken cancellationToken)
    {
        try
        {
            var result = Run(command, cancellationToken);
            return () => done.SetResult(result);
        }
        catch (OperationCanceledException e)
        {
            return () => done.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            return () => done.SetException(e);
        }
    }

    private static Thread Start(string name, ThreadStart body)
    {
        var thread = new Thread(body) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private SandboxResult Run(SandboxCommand command, CancellationToken cancellationToken)
    {
        var user = SandboxUser.Prepare(command);
        using var run = limits.Begin(command.Limits);
        var isRoot = LibC.EffectiveUser() == 0;
        var workspace = isRoot ? WorkspaceMount.Show(command.Workspace) : command.Workspace;
        var arguments = BubblewrapArguments.Build(workspace, command.Limits, run.Inside, programs.ForbidsNestedUsers, Protections, command.IsReadOnly);
        var line = programs.CommandLine(isRoot && Protections.HasFlag(Protections.DroppedRights) ? user : null, arguments);
        using var pipes = new CommandPipes(command, command.Limits.Network ? networkFilter : filter);
        var watch = new WorkspaceWatch(workspace, command.Limits, !command.IsReadOnly && Protections.HasFlag(Protections.WatchedWorkspace));
        var host = new HostMemoryWatch(command.Limits, Protections.HasFlag(Protections.WatchedHost));
        var process = Spawn.Start(line[0], line, Environment(), pipes.Theirs, Protections.HasFlag(Protections.ClosedFiles), Protections.HasFlag(Protections.OwnSession));
        pipes.CloseTheirs();
        using var supervision = new BubblewrapProcess(process, pipes, run, watch, host, command, time) { Connect = command.Limits.Network ? first => Connect(first, isRoot ? user : null) : null };
        return supervision.Finish(cancellationToken);
    }

    private static byte[] Filter(ILimitMechanism limits, bool network) => SeccompFilter.Build(RuntimeInformation.ProcessArchitecture, limits.CountsAllMemory, network)
        ?? throw new SandboxException($"The system calls of this processor ({RuntimeInformation.ProcessArchitecture}) are not known, so nothing can be run in bubblewrap.");

    private SlirpNetwork Connect(int first, SandboxUser? user) =>
        SlirpNetwork.Begin(network!, user, first, NetworkRoutes.Batch(SandboxNetwork.Own(), Protections.HasFlag(Protections.PublicNetworkOnly)));

    private List<string> Environment()
    {
        var variables = new List<string>();
        if (Protections.HasFlag(Protections.EmptyEnvironment))
            return variables;
        foreach (System.Collections.DictionaryEntry pair in System.Environment.GetEnvironmentVariables())
            variables.Add(new StringBuilder().Append(pair.Key).Append('=').Append(pair.Value).ToString());
        return variables;
    }
}
