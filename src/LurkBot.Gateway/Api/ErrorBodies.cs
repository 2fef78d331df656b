using LurkBot.Doors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LurkBot.Gateway;

/// <summary>Gives each refusal that no endpoint made (an unknown path, another method, a body that is too large) the body that all errors have.</summary>
/// <param name="next">What comes then.</param>
internal sealed class ErrorBodies(RequestDelegate next)
{
    /// <summary>Passes the request on, and looks at what came of it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
        }

        var status = context.Response.StatusCode;
        if (status < StatusCodes.Status400BadRequest || context.Response.HasStarted || context.Response.ContentLength is not null || context.Response.ContentType is not null)
            return;
        var why = status switch
        {
            StatusCodes.Status404NotFound => "There is nothing at this path.",
            StatusCodes.Status405MethodNotAllowed => $"This path takes {context.Response.Headers.Allow}.",
            StatusCodes.Status413PayloadTooLarge => "The body is too large; at most 64 MB are taken.",
            _ => $"The request cannot be served: {ReasonPhrases.GetReasonPhrase(status)}.",
        };
        var kind = status is StatusCodes.Status404NotFound ? ErrorKind.NotFound : ErrorKind.Refused;
        await context.Response.WriteAsJsonAsync(new WireError(kind, why, "This request cannot be served."), WireJson.Default.WireError, cancellationToken: context.RequestAborted);
    }
}
