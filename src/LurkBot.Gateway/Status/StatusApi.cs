using System.Diagnostics;
using LurkBot.Channels;
using LurkBot.Doors;
using LurkBot.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LurkBot.Gateway;

/// <summary>What <c>lurkbot gateway status</c> and <c>stop</c> ask for.</summary>
/// <param name="identity">Who the gateway is.</param>
/// <param name="presence">Since when it is there, and where.</param>
/// <param name="services">The settings.</param>
/// <param name="assistant">Has the open sessions.</param>
/// <param name="runs">The turns of terminals and of the API.</param>
/// <param name="readiness">Whether it is ready.</param>
/// <param name="parts">What has something to say.</param>
/// <param name="stop">Stops it.</param>
/// <param name="responder">Answers.</param>
/// <param name="channels">The turns of platforms; null without any.</param>
internal sealed class StatusApi(
    GatewayIdentity identity,
    GatewayPresence presence,
    AssistantServices services,
    Assistant assistant,
    TurnRuns runs,
    Readiness readiness,
    IEnumerable<IStatusPart> parts,
    StopRequest stop,
    ApiResponder responder,
    ChannelHub? channels = null)
{
    /// <summary>Adds its endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/status", context => responder.AnswerAsync(context, WireJson.Default.WireStatus, DescribeAsync));
        routes.MapPost("/api/shutdown", context => responder.AnswerAsync(context, WireJson.Default.WireStatus, async cancellation =>
        {
            var before = await DescribeAsync(cancellation);
            stop.Ask();
            return before;
        }));
    }

    private async ValueTask<WireStatus> DescribeAsync(CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        var (own, onPlatforms) = (runs.Turns, channels?.Turns ?? (0, 0));
        return new WireStatus
        {
            State = await readiness.WhyNotAsync(cancellationToken) ?? "ready",
            Pid = process.Id,
            Since = presence.Since,
            Version = identity.Version,
            Addresses = [.. presence.Addresses.Select(address => address.ToString())],
            SessionsOpen = assistant.Hub.Count,
            Turns = own.UnderWay + onPlatforms.UnderWay,
            Waiting = own.Waiting + onPlatforms.Waiting,
            MemoryBytes = process.WorkingSet64,
            Persistence = services.Options.Sessions.Persistence,
            Parts = new SortedDictionary<string, string>(parts.ToDictionary(part => part.Name, part => part.Describe(), StringComparer.Ordinal), StringComparer.Ordinal),
        };
    }
}
