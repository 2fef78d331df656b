using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LurkBot.Gateway;

/// <summary>Sessions over HTTP: what <see cref="IAssistant"/> does, for clients with the token. They speak as the owner.</summary>
/// <param name="identity">Who the gateway is.</param>
/// <param name="assistant">Answers messages.</param>
/// <param name="sessions">The sessions that there are.</param>
/// <param name="runs">The turns of this server.</param>
/// <param name="closing">How the server ends.</param>
/// <param name="responder">Answers requests.</param>
internal sealed class SessionApi(GatewayIdentity identity, IAssistant assistant, ISessionCatalog sessions, TurnRuns runs, TurnClosing closing, ApiResponder responder)
{
    private const int LongestNonce = 200;

    private static readonly Sender Owner = new("owner", Environment.UserName, Trust.Full);

    /// <summary>Adds its endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/hello", HelloAsync);
        routes.MapPost("/api/open", context => responder.AnswerAsync(context, WireJson.Default.WireOpen, WireJson.Default.WireSession, async (open, cancellation) =>
            WireSession.Of(await assistant.OpenAsync(open.Name, open.Door.ToRequest(), cancellation))));
        routes.MapPost("/api/sessions/{key}/messages", context => responder.AnswerAsync(context, WireJson.Default.WireMessage, WireJson.Default.WireAccepted, async (message, cancellation) =>
            new WireAccepted(await AcceptAsync(RequestedKey.Of(context), message, cancellation))));
        routes.MapPost("/api/send", context => responder.AnswerAsync(context, WireJson.Default.WireSend, WireJson.Default.SentJson, async (send, cancellation) =>
            await assistant.SendAsync(send.To, send.Text, send.Wait, send.Id, cancellation)));
        routes.MapGet("/api/sessions/{key}/updates", StreamAsync);
        routes.MapPost("/api/sessions/{key}/stop", context => responder.AnswerAsync(context, WireJson.Default.WireStop, WireJson.Default.WireStopped, async (stop, cancellation) =>
            WireStopped.Of(await assistant.StopAsync(await FindAsync(context, cancellation), stop.All, new SessionChange(Owner.Id, stop.Reason), cancellation))));
        routes.MapPost("/api/sessions/{key}/approvals", context => responder.AnswerAsync(context, WireJson.Default.WireAnswer, WireJson.Default.WireOutcome, async (answer, cancellation) =>
            new WireOutcome(await ApproveAsync(await FindAsync(context, cancellation), answer, cancellation))));
        routes.MapPost("/api/sessions/{key}/commands", context => responder.AnswerAsync(context, WireJson.Default.WireCommand, WireJson.Default.WireReply, async (command, cancellation) =>
        {
            var key = command.Begins ? RequestedKey.Of(context) : await FindAsync(context, cancellation);
            var reply = await assistant.CommandAsync(key, command.Line, command.Door.ToRequest(), cancellation) ?? throw UnknownCommand(command.Line);
            return new WireReply(reply.Text, reply.GoTo?.ToString());
        }));
        routes.MapPost("/api/sessions/{key}/retry", context => responder.AnswerAsync(context, WireJson.Default.WireDoor, WireJson.Default.WireTakenBack, async (door, cancellation) =>
        {
            var key = await FindAsync(context, cancellation);
            var message = await assistant.TakeBackAsync(key, door.ToRequest(), cancellation)
                ?? throw new RemoteException(ErrorKind.NotFound, $"Nothing to retry in {key}: its last entry that stands is not a turn.", "There is nothing to retry.");
            return new WireTakenBack(message.Text, message.Attachments);
        }));
    }

    private async Task HelloAsync(HttpContext context)
    {
        var nonce = context.Request.Query["nonce"].ToString();
        if (nonce.Length is 0 or > LongestNonce)
        {
            await ApiResponder.RefuseAsync(context, new LurkBotException("Give a nonce of 1 to 200 characters."));
            return;
        }

        // With its length: clients read it before they speak HTTP on a connection.
        var hello = JsonSerializer.SerializeToUtf8Bytes(identity.Token.Greet(nonce, identity.Version, identity.Home, identity.Configuration), WireJson.Default.WireHello);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = hello.Length;
        await context.Response.Body.WriteAsync(hello, context.RequestAborted);
    }

    /// <summary>The session that a request names; looking never makes one.</summary>
    /// <exception cref="UnknownSessionException">There is none.</exception>
    private async ValueTask<SessionKey> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var key = RequestedKey.Of(context);
        return await sessions.FindAsync(key, cancellationToken) is null ? throw new UnknownSessionException($"There is no session {key}. A message begins one.", ErrorKind.NotFound) : key;
    }

    private static RemoteException UnknownCommand(string line)
    {
        var (name, _) = ChatCommandCatalogue.Split(line);
        var names = ChatCommandCatalogue.All.Select(command => command.Name).ToList();
        return new RemoteException(ErrorKind.Refused, $"There is no command {name}. {(NearestName.Find(name, names) is { } nearest ? $"Did you mean {nearest}?" : $"There are: {string.Join(", ", names)}.")}", "There is no such command.");
    }

    private static long? NumberOf(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new LurkBotException($"{name} is a number, zero or more."),
    };

    private async ValueTask<long> AcceptAsync(SessionKey key, WireMessage message, CancellationToken cancellationToken)
    {
        if (closing.Closing.IsCancellationRequested)
            throw new ProcessClosingException(isAccepted: false);
        var request = message.Door.ToRequest();
        var id = await assistant.AcceptAsync(message.ToMessage(key, Owner), request, cancellationToken);
        runs.Start(key, id, request, isAnew: false);
        return id;
    }

    /// <summary>Keeps an answer, and lets the turn go on: its client may be gone.</summary>
    private async ValueTask<ApprovalOutcome> ApproveAsync(SessionKey key, WireAnswer answer, CancellationToken cancellationToken)
    {
        if (WireEntry.Read(answer.Question) is not ApprovalEntry question)
            throw new LurkBotException("question is the entry that asks, as the update gave it.");
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
            var (upTo, from) = (NumberOf(query, "up_to"), (int)Math.Min(int.MaxValue, NumberOf(query, "from") ?? 0));
            var door = new WireDoor { CanAsk = query["can_ask"] != "false", Wait = query["wait"] != "false" };
            var run = runs.Start(await FindAsync(context, context.RequestAborted), upTo, door.ToRequest(), isAnew: query["anew"] == "true");
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
            await ApiResponder.RefuseAsync(context, e);
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            responder.LogUnexpected(e);
            await ApiResponder.RefuseAsync(context, e);
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
                    responder.LogUnexpected(e);
                end = new SseItem<object>(WireError.Of(e), e is ProcessClosingException ? "stopping" : "error");
            }

            if (end is { } last)
            {
                yield return last;
                yield break;
            }

            yield return new SseItem<object>(WireUpdate.Of(updates.Current.Update), "update") { EventId = updates.Current.Number.ToString(CultureInfo.InvariantCulture) };
        }
    }
}
