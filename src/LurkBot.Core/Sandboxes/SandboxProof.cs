namespace LurkBot.Sandboxes;

/// <summary>What a sandbox was seen to hold, tried from inside.</summary>
/// <param name="Backend">The backend that was tried.</param>
/// <param name="At">When.</param>
/// <param name="Holders">What holds each limit.</param>
/// <param name="Checks">What was tried and what came of it.</param>
internal sealed record SandboxProof(string Backend, DateTimeOffset At, IReadOnlyList<LimitEnforcement> Holders, IReadOnlyList<SandboxCheck> Checks)
{
    /// <summary>Whether everything held.</summary>
    public bool Held => Checks.Count > 0 && Checks.All(check => check.Held);
}
