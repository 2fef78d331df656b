using LurkBot.Sandboxes;

namespace LurkBot.Planning;

/// <summary>The sandbox of a session as it is right now.</summary>
/// <param name="Backend">The backend; null when there is none.</param>
/// <param name="Problem">Why nothing runs in it; null when it was seen to hold.</param>
/// <param name="Holders">What holds each limit.</param>
internal sealed record SandboxFacts(string? Backend, string? Problem, IReadOnlyList<LimitEnforcement> Holders)
{
    /// <summary>Tries the sandbox.</summary>
    public static async Task<SandboxFacts> LookAsync(AssistantServices services, CancellationToken cancellationToken)
    {
        try
        {
            var sandbox = services.Sandbox;
            var proof = await sandbox.ProveAsync(cancellationToken);
            var failed = proof.Checks.Where(check => !check.Held).Select(check => check.Name);
            var problem = proof.Held ? null : $"it does not hold: {string.Join(", ", failed)}; see lurkbot doctor";
            return new(sandbox.Name, problem, sandbox.Holders);
        }
        catch (LurkBotException e)
        {
            return new(null, e.Message, []);
        }
    }
}
