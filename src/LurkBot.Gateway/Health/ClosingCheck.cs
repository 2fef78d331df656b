using LurkBot.Doors;

namespace LurkBot.Gateway;

/// <summary>A gateway that stops is not ready.</summary>
/// <param name="closing">How it ends.</param>
internal sealed class ClosingCheck(TurnClosing closing) : IReadinessCheck
{
    /// <inheritdoc/>
    public ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => ValueTask.FromResult(closing.Closing.IsCancellationRequested ? "stopping" : null);
}
