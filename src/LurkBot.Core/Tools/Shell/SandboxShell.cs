using LurkBot.Sandboxes;

namespace LurkBot.Tools;

/// <summary>Runs commands in the session's sandbox.</summary>
internal sealed class SandboxShell(ISandbox sandbox, string workspace, SandboxLimits limits, bool isReadOnly) : IShell
{
    public string Name => sandbox.Name;

    public TimeSpan Timeout => limits.Timeout;

    public async Task<ShellResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var bounds = limits with { Timeout = timeout };
        var result = await sandbox.RunAsync(new SandboxCommand { Script = script, Workspace = workspace, Limits = bounds, IsReadOnly = isReadOnly }, cancellationToken);
        return new(result.OutputText(), result.ExitCode, result.Explain(bounds), result.PeakMemory);
    }
}
