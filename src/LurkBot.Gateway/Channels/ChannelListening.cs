using LurkBot.Channels;
using Microsoft.Extensions.Hosting;

namespace LurkBot.Gateway;

/// <summary>Listens on the platforms once it is known what earlier processes left.</summary>
/// <param name="hub">The platforms.</param>
/// <param name="recovery">Knows what was left.</param>
internal sealed class ChannelListening(ChannelHub hub, SessionRecovery recovery) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await recovery.Listed.WaitAsync(stoppingToken);
        await hub.RunAsync();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await hub.StopAsync(TimeSpan.Zero);
        await base.StopAsync(cancellationToken);
    }
}
