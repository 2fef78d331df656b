namespace LurkBot.Sandboxes;

/// <summary>What holds one limit.</summary>
/// <param name="Limit">The limit: memory, processes, cpu, disk, network, files.</param>
/// <param name="Mechanism">What holds it, such as <c>cgroup v2</c>.</param>
/// <param name="IsHard">Whether it cannot be passed even for a moment.</param>
internal sealed record LimitEnforcement(string Limit, string Mechanism, bool IsHard);
