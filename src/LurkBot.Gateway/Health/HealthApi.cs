using LurkBot.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LurkBot.Gateway;

/// <summary>Whether the gateway lives and is ready, for supervisors: without the token, and in single words.</summary>
/// <param name="readiness">Says why it is not ready.</param>
/// <param name="runs">Its turns.</param>
internal sealed class HealthApi(Readiness readiness, TurnRuns runs)
{
    /// <summary>Adds its endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", context =>
        {
            // A gateway whose turns are stuck under their lock does not answer here.
            _ = runs.Count;
            return context.Response.WriteAsync("live", context.RequestAborted);
        });
        routes.MapGet("/health/ready", async context =>
        {
            var why = await readiness.WhyNotAsync(context.RequestAborted);
            if (why is not null)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(why ?? "ready", context.RequestAborted);
        });
    }
}
