using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Sessions over HTTP: what <see cref="IAssistant"/> does, for clients with the token. They speak as the owner.</summary>
/// <param name="identity">Who the gateway is.</param>
/// <param name="assistant">Answers.</param>
/// <param name="runs">The turns of this server.</param>
/// <param name="logger">Told of errors that no one expected.</param>
internal sealed partial class SessionApi(GatewayIdentity identity, IAssistant assistant, TurnRuns runs, ILogger<SessionApi> logger)
{
    private const int LongestNonce = 200;

    private static readonly Sender Owner = new("owner", Environment.UserName, Trust.Full);

    /// <summary>Adds its endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/hello", HelloAsync);
        routes.MapPost("/api/open", context => AnswerAsync(context, WireJson.Default.WireOpen, WireJson.Default.WireSession, async (open, cancellation) =>
            WireSession.Of(await assistant.OpenAsync(open.Name, open.Door.ToRequest(), cancellation))));
        routes.MapPost("/api/sessions/{key}/messages", context => AnswerAsync(context, WireJson.Default.WireMessage, WireJson.Default.WireAccepted, async (message, cancellation) =>
            new WireAccepted(await AcceptAsync(KeyOf(context), message, cancellation))));
        routes.MapGet("/api/sessions/{key}/updates", StreamAsync);
        routes.MapPost("/api/sessions/{key}/stop", context => AnswerAsync(context, WireJson.Default.WireStop, WireJson.Default.WireStopped, async (stop, cancellation) =>
            WireStopped.Of(await assistant.StopAsync(KeyOf(context), stop.All, new SessionChange(Owner.Id, stop.Reason), cancellation))));
        routes.MapPost("/api/sessions/{key}/approvals", context => AnswerAsync(context, WireJson.Default.WireAnswer, WireJson.Default.WireOutcome, async (answer, cancellation) =>
            new WireOutcome(await ApproveAsync(KeyOf(context), answer, cancellation))));
        routes.MapPost("/api/sessions/{key}/commands", context => AnswerAsync(context, WireJson.Default.WireCommand, WireJson.Default.WireReply, async (command, cancellation) =>
        {
            var reply = await assistant.CommandAsync(KeyOf(context), command.Line, command.Door.ToRequest(), cancellation);
            return new WireReply(reply?.Text, reply?.GoTo?.ToString());
        }));
        routes.MapPost("/api/sessions/{key}/retry", context => AnswerAsync(context, WireJson.Default.WireDoor, WireJson.Default.WireTakenBack, async (door, cancellation) =>
        {
            var message = await assistant.TakeBackAsync(KeyOf(context), door.ToRequest(), cancellation);
            return new WireTakenBack(message?.Text, message?.Attachments ?? []);
        }));
    }

    private static SessionKey KeyOf(HttpContext context) => SessionKey.Parse((string)context.Request.RouteValues["key"]!);

    private async Task HelloAsync(HttpContext context)
    {
        var nonce = context.Request.Query["nonce"].ToString();
        if (nonce.Length is 0 or > LongestNonce)
        {
            await RefuseAsync(context, new LurkBotException("Give a nonce of 1 to 200 characters."), StatusCodes.Status400BadRequest);
            return;
        }

        // With its length: clients read it before they speak HTTP on a connection.
        var hello = JsonSerializer.SerializeToUtf8Bytes(identity.Token.Greet(nonce, identity.Version, identity.Home, identity.Configuration), WireJson.Default.WireHello);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = hello.Length;
        await context.Response.Body.WriteAsync(hello, context.RequestAborted);
    }

    private async ValueTask<long> AcceptAsync(SessionKey key, WireMessage message, CancellationToken cancellationToken)
    {
        var request = message.Door.ToRequest();
        var id = await assistant.AcceptAsync(message.ToMessage(key, Owner), request, cancellationToken);
        runs.Start(key, id, request, isAnew: false);
        return id;
    }

    /// <summary>Keeps an answer, and lets the turn go on: its client may be gone.</summary>
    private async ValueTask<ApprovalOutcome> ApproveAsync(SessionKey key, WireAnswer answer, CancellationToken cancellationToken)
    {
        if (WireEntry.Read(answer.Question) is not ApprovalEntry question)
            return ApprovalOutcome.Ended;
        var outcome = await assistant.AnswerAsync(key, question, answer.Decision, cancellationToken);
        if (outcome is ApprovalOutcome.Stored or ApprovalOutcome.NoLongerAllowed)
            runs.Start(key, answer.UpTo, DoorRequest.Default, isAnew: true);
        return outcome;
    }

    /// <summary>Streams the updates of a run, from <c>from</c> on. Who leaves stops nothing.</summary>
    private async Task StreamAsync(HttpContext context)
    {
        try
        {
            var query = context.Request.Query;
            long? upTo = long.TryParse(query["up_to"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
            var from = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            var door = new WireDoor { CanAsk = query["can_ask"] != "false", Wait = query["wait"] != "false" };
            var run = runs.Start(KeyOf(context), upTo, door.ToRequest(), isAnew: query["anew"] == "true");
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = "identity";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await SseFormatter.WriteAsync(EventsAsync(run, from, context.RequestAborted), context.Response.Body, (item, buffer) =>
            {
                using var json = new Utf8JsonWriter(buffer);
                if (item.Data is WireError error)
                    JsonSerializer.Serialize(json, error, WireJson.Default.WireError);
                else
                    JsonSerializer.Serialize(json, (WireUpdate)item.Data, WireJson.Default.WireUpdate);
            }, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client left; the turn goes on.
        }
        catch (LurkBotException e)
        {
            await RefuseAsync(context, e, StatusOf(e));
        }
    }

    private async IAsyncEnumerable<SseItem<object>> EventsAsync(TurnRun run, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var updates = run.ReadAsync(from, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            SseItem<object>? end = null;
            try
            {
                if (!await updates.MoveNextAsync())
                    end = new SseItem<object>(new WireUpdate("end"), "end");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
            catch (Exception e)
            {
                if (e is not (LurkBotException or OperationCanceledException))
                    LogUnexpected(e);
                end = new SseItem<object>(WireError.Of(e), "error");
            }

            if (end is { } last)
            {
                yield return last;
                yield break;
            }

            yield return new SseItem<object>(WireUpdate.Of(updates.Current.Update), "update") { EventId = updates.Current.Number.ToString(CultureInfo.InvariantCulture) };
        }
    }

    private async Task AnswerAsync<TRequest, TReply>(HttpContext context, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply, Func<TRequest, CancellationToken, ValueTask<TReply>> answer)
        where TRequest : class
    {
        try
        {
            var asked = await JsonSerializer.DeserializeAsync(context.Request.Body, request, context.RequestAborted) ?? throw new JsonException("The body is empty.");
            await context.Response.WriteAsJsonAsync(await answer(asked, context.RequestAborted), reply, cancellationToken: context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, new LurkBotException($"The body cannot be read: {e.Message}", e), StatusCodes.Status400BadRequest);
        }
        catch (LurkBotException e)
        {
            await RefuseAsync(context, e, StatusOf(e));
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            LogUnexpected(e);
            await RefuseAsync(context, e, StatusCodes.Status500InternalServerError);
        }
    }

    private static int StatusOf(LurkBotException error) => error.Kind switch
    {
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Busy => StatusCodes.Status409Conflict,
        ErrorKind.Paused => StatusCodes.Status402PaymentRequired,
        _ => StatusCodes.Status400BadRequest,
    };

    private static async Task RefuseAsync(HttpContext context, Exception error, int status)
    {
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(WireError.Of(error), WireJson.Default.WireError, cancellationToken: context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    private partial void LogUnexpected(Exception error);
}
