namespace LurkBot.Gateway;

/// <summary>Whether the gateway is ready: whether nothing stands in the way.</summary>
/// <param name="checks">What may.</param>
internal sealed class Readiness(IEnumerable<IReadinessCheck> checks)
{
    /// <summary>Asks the checks, in the order in which they were added.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when it is ready; else the first reason.</returns>
    public async ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            if (await check.WhyNotAsync(cancellationToken) is { } reason)
                return reason;
        }

        return null;
    }
}
