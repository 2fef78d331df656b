namespace LurkBot.Tools;

/// <summary>How a command ended.</summary>
/// <param name="Output">What it wrote to both streams.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Why">One sentence on why it was stopped; null when it ended by itself.</param>
/// <param name="PeakMemory">Its most bytes of memory; null where nothing measures that.</param>
internal sealed record ShellResult(string Output, int ExitCode, string? Why, long? PeakMemory);
