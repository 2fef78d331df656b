using LurkBot.Interop;
using LurkBot.Sandboxes;
using LurkBot.Workspaces;

namespace LurkBot.Tools;

/// <summary>Where the tools of one session work: its workspace, and what runs its commands. Nothing is made before the first use.</summary>
internal sealed class ToolEnvironment : IDisposable
{
    /// <summary>How sandboxed commands know the workspace.</summary>
    private const string Inside = "/workspace";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string home;
    private readonly WorkspaceOptions workspaces;
    private readonly bool isOwners;
    private readonly Func<ISandbox>? makeSandbox;
    private readonly SandboxLimits limits;
    private readonly TimeProvider time;
    private readonly Action? claim;
    private ISandbox? sandbox;
    private Workspace? workspace;
    private WebFetcher? web;

    /// <summary>Names the place.</summary>
    /// <param name="folder">The workspace; absolute.</param>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="workspaces">Where sessions' workspaces are.</param>
    /// <param name="limits">What a command may use; on the host only its time counts.</param>
    /// <param name="isOwners">Whether the owner named the folder.</param>
    /// <param name="makeSandbox">Gives the sandbox of a session that must have one, or throws; null runs on the host. Its maker disposes it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="claim">Makes the folder the session's own before its first use; null where there is nothing to do.</param>
    public ToolEnvironment(string folder, string home, WorkspaceOptions workspaces, SandboxLimits limits, bool isOwners, Func<ISandbox>? makeSandbox, TimeProvider time, Action? claim = null) =>
        (Folder, this.home, this.workspaces, this.limits, this.isOwners, this.makeSandbox, this.time, this.claim) = (folder, home, workspaces, limits, isOwners, makeSandbox, time, claim);

    /// <summary>The workspace.</summary>
    public string Folder { get; }

    /// <summary>Whether the owner named it.</summary>
    internal bool IsOwners => isOwners;

    /// <summary>Whether nothing in it may be changed, as in that of another session.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether commands run in a sandbox.</summary>
    public bool IsSandboxed => makeSandbox is not null;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>Fetches pages.</summary>
    internal WebFetcher Web => web ??= new WebFetcher(time);

    /// <inheritdoc/>
    public void Dispose()
    {
        web?.Dispose();
        workspace?.Dispose();
        gate.Dispose();
    }

    /// <summary>Opens the workspace. That of a sandboxed session only where its sandbox runs: without one there are no file tools (invariant 8).</summary>
    /// <exception cref="LurkBotException">It cannot be used.</exception>
    internal async ValueTask<Workspace> OpenAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (workspace is not null)
                return workspace;
            WorkspaceFolder.Check(home, workspaces, Folder, isOwners);
            claim?.Invoke();
            if (makeSandbox is not null)
            {
                HomeFolder.Create(home);
                if (!IsReadOnly)
                    PrivateFolder.Create(Path.GetDirectoryName(Folder)!);
                else if (!Directory.Exists(Folder))
                    throw new SandboxException($"The workspace {Folder} of the session that started this one is not there yet, so there is nothing to read. Start the subagent with a workspace of its own.");
                sandbox ??= makeSandbox();
                // The first command also gives the folder to the user that commands run as.
                var tried = await sandbox.RunAsync(new SandboxCommand { Script = ":", Workspace = Folder, Limits = limits, IsReadOnly = IsReadOnly }, cancellationToken);
                if (tried.ExitCode != 0)
                    throw new SandboxException($"The {sandbox.Name} sandbox does not run in {Folder}: {tried.Explain(limits) ?? tried.OutputText()}. See: lurkbot doctor");
            }

            return workspace = Workspace.Open(Folder, home, isOwners, IsSandboxed ? Inside : null, IsSandboxed && !IsReadOnly ? limits.Disk : null, IsSandboxed && !IsReadOnly ? limits.Files : null);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What runs the session's commands.</summary>
    /// <exception cref="LurkBotException">Nothing can.</exception>
    internal async ValueTask<IShell> OpenShellAsync(CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(cancellationToken);
        return sandbox is null ? new HostShell(opened.RealPath, limits.Timeout, time) : new SandboxShell(sandbox, Folder, limits, IsReadOnly);
    }
}
