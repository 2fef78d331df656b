using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LurkBot.Doors;
using LurkBot.Turns;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Answers requests with JSON, and errors with a status and what may be told of them.</summary>
/// <param name="logger">Told of errors that no one expected.</param>
internal sealed partial class ApiResponder(ILogger<ApiResponder> logger)
{
    /// <summary>Answers a request that has a body.</summary>
    public Task AnswerAsync<TRequest, TReply>(HttpContext context, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply, Func<TRequest, CancellationToken, ValueTask<TReply>> answer)
        where TRequest : class => AnswerAsync(context, reply, async cancellationToken =>
        {
            TRequest asked;
            try
            {
                asked = await JsonSerializer.DeserializeAsync(context.Request.Body, request, cancellationToken) ?? throw new LurkBotException("The body is null. Give a JSON object.");
            }
            catch (JsonException e)
            {
                throw new LurkBotException(WhyUnread(e), e);
            }

            return await answer(asked, cancellationToken);
        });

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync<TReply>(HttpContext context, JsonTypeInfo<TReply> reply, Func<CancellationToken, ValueTask<TReply>> answer)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(await answer(context.RequestAborted), reply, cancellationToken: context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (LurkBotException e)
        {
            await RefuseAsync(context, e);
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            LogUnexpected(e);
            await RefuseAsync(context, e);
        }
    }

    /// <summary>Refuses a request, if its answer has not begun.</summary>
    public static async Task RefuseAsync(HttpContext context, Exception error)
    {
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = StatusOf(error);
        await context.Response.WriteAsJsonAsync(WireError.Of(error), WireJson.Default.WireError, cancellationToken: context.RequestAborted);
    }

    /// <summary>Logs an error that no one expected.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    public partial void LogUnexpected(Exception error);

    /// <summary>The serializer's own words name its types.</summary>
    private static string WhyUnread(JsonException error)
    {
        const string Missing = "including:";
        if (error.Message.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var start)
            return $"The body lacks {error.Message[(start + Missing.Length)..].Split(" Path:")[0].Trim().TrimEnd('.')}.";
        var place = error.Path is null or "$" ? "" : $" at {error.Path}";
        var line = error.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $" (line {number + 1}, byte {(error.BytePositionInLine ?? 0) + 1})") : "";
        return $"The body is not the JSON that this request takes: it cannot be read{place}{line}.";
    }

    private static int StatusOf(Exception error) => error is ProcessClosingException ? StatusCodes.Status503ServiceUnavailable : (error as LurkBotException)?.Kind switch
    {
        null => StatusCodes.Status500InternalServerError,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Busy => StatusCodes.Status409Conflict,
        ErrorKind.Paused => StatusCodes.Status402PaymentRequired,
        _ => StatusCodes.Status400BadRequest,
    };
}
