using System.Runtime.InteropServices;
using LurkBot.Interop;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>A home with one workspace, and real commands in the real sandbox.</summary>
internal sealed class SandboxHome : IDisposable
{
    public const string Reason = "Bubblewrap is not installed; eng/test.sh installs it.";

    private readonly TemporaryFolder folder = new();

    public static bool IsThere { get; } = OperatingSystem.IsLinux() && File.Exists("/usr/bin/bwrap");

    public static bool IsRoot { get; } = OperatingSystem.IsLinux() && LibC.EffectiveUser() == 0;

    public static bool IsRootOnX64 { get; } = IsRoot && RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64;

    public string Path => folder.Path;

    public string Workspace => System.IO.Path.Combine(folder.Path, "workspace");

    public void Dispose()
    {
        // Paths in a workspace may be longer than .NET can delete.
        if (Directory.Exists(Workspace) && !OperatingSystem.IsWindows())
            ChildProcess.Start("rm", ["-rf", Workspace]).WaitForExit();
        folder.Dispose();
    }

#pragma warning disable CA1416, CA1859 // Each of these tests is skipped elsewhere.
    public static ISandbox Create(ILimitMechanism? limits = null, Protections without = Protections.None, bool network = false) =>
        new BubblewrapSandbox(limits ?? LimitMechanisms.Find(), network, TimeProvider.System) { Protections = Protections.All & ~without };
#pragma warning restore CA1416, CA1859

    public Task<SandboxResult> RunAsync(string script, SandboxLimits? limits = null, ISandbox? sandbox = null, CancellationToken cancellationToken = default) =>
        (sandbox ?? Create()).RunAsync(Command(script, limits), cancellationToken);

    public SandboxCommand Command(string script, SandboxLimits? limits = null) => new() { Script = script, Workspace = Workspace, Limits = limits ?? new SandboxLimits() };
}
