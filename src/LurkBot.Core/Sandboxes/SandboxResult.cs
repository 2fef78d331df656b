using System.Globalization;
using System.Text;
using LurkBot.Text;

namespace LurkBot.Sandboxes;

/// <summary>How a command in a sandbox ended.</summary>
internal sealed record SandboxResult
{
    /// <summary>The exit code; 128 and the signal's number when a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Why it ended.</summary>
    public required SandboxEnd End { get; init; }

    /// <summary>What it wrote, at most <see cref="SandboxCommand.MaximumOutput"/> bytes.</summary>
    public required ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>What it wrote to the error stream, if that was kept apart.</summary>
    public ReadOnlyMemory<byte> Errors { get; init; }

    /// <summary>Whether it wrote more than was kept.</summary>
    public bool OutputCut { get; init; }

    /// <summary>How long it ran.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The most bytes of memory that it used at one time; null where nothing measures that.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>Whether the kernel killed a process of the command for its memory, even if the command went on.</summary>
    public bool MemoryKill { get; init; }

    /// <summary>One sentence on why the command was stopped, for people and models; null when it ended by itself.</summary>
    /// <param name="limits">The limits that it ran with.</param>
    /// <returns>The sentence.</returns>
    public string? Explain(SandboxLimits limits) => End switch
    {
        SandboxEnd.TimedOut => $"Stopped after {Plural.Of(limits.Timeout.TotalSeconds, "second")} (LURKBOT_SANDBOX_TIMEOUT).",
        SandboxEnd.MemoryLimit => $"A process was killed: more than {ByteSize.Format(limits.Memory)} of memory (LURKBOT_SANDBOX_MEMORY_LIMIT).",
        SandboxEnd.DiskLimit => $"Stopped: the workspace holds more than {ByteSize.Format(limits.Disk)} (LURKBOT_SANDBOX_DISK). Delete files there.",
        SandboxEnd.FileLimit => string.Create(CultureInfo.InvariantCulture, $"Stopped: the workspace holds more than {limits.Files} files and folders (LURKBOT_SANDBOX_FILES), or the disk has room for few more. Delete files there."),
        SandboxEnd.KernelMemory => $"Stopped: the kernel's own memory, such as that of file locks and sockets, grew by more than {ByteSize.Format(limits.KernelGrowth)} while it ran (LURKBOT_SANDBOX_MEMORY_LIMIT).",
        SandboxEnd.HostMemory => "Stopped: this machine is running out of memory.",
        SandboxEnd.OutputLimit => "Stopped: it wrote far too much output.",
        _ => null,
    };

    /// <summary>The output as text, with a note where it was cut.</summary>
    /// <returns>The text; bytes that are no UTF-8 are replaced.</returns>
    public string OutputText() => Encoding.UTF8.GetString(Output.Span) + (OutputCut ? $"\n[cut: only the first {ByteSize.Format(Output.Length)} were kept]" : "");
}
