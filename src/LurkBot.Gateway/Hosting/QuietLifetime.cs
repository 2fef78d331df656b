using Microsoft.Extensions.Hosting;

namespace LurkBot.Gateway;

/// <summary>Leaves signals to the gateway: the host's own handler would take a second Ctrl-C for the first.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
