using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LurkBot.Tests.Channels;

/// <summary>The HTTP side: addresses, authorization, limits, faults and the log. The gateway's WebSockets come in here too.</summary>
internal sealed class RestServer(DiscordWorld world, GatewayHub gateway, RestRoutes routes, RestLimits limits)
{
    private const string BadGateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n";
    private const string Banned = "<!DOCTYPE html>\n<html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>\n";

    private readonly List<DiscordFault> faults = [];
    private readonly List<DiscordRequest> log = [];
    private WebApplication? app;
    private int port;

    public IReadOnlyList<DiscordRequest> Log
    {
        get
        {
            lock (world.Gate)
                return [.. log];
        }
    }

    public void Add(DiscordFault fault)
    {
        lock (world.Gate)
            faults.Add(fault);
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
        });
        app = builder.Build();
        app.UseWebSockets();
        app.Run(HandleAsync);
        await app.StartAsync();
        port = new Uri(app.Urls.Single()).Port;
        world.Root = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    public async Task StopAsync()
    {
        if (app is null)
            return;
        foreach (var fault in faults)
            fault.Released.TrySetResult();
        gateway.Drop();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>Serves a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        try
        {
            if (context.WebSockets.IsWebSocketRequest)
                await ConnectAsync(context, path.TrimEnd('/'));
            else
                await AnswerAsync(context, path);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client went away, or the server stops.
            context.Abort();
        }
        catch (Exception e)
        {
            world.Problem($"{context.Request.Method} {path} broke the server: {e}");
            throw;
        }
        finally
        {
            world.Changed();
        }
    }

    private async Task ConnectAsync(HttpContext context, string path)
    {
        var fault = TakeFault("GATEWAY", path);
        fault?.Hit.TrySetResult();
        if (fault?.Kind == FaultKind.Html)
            await SendAsync(context, 502, BadGateway, "text/html");
        else if (fault is not null)
            context.Abort();
        else if (path is "/gateway" or "/gateway/resume")
            await gateway.AcceptAsync(context, path == "/gateway/resume");
        else
            await SendAsync(context, 404, "", "text/plain");
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        var (route, values) = Find(context.Request.Method, path);
        var request = new DiscordRequest { Route = route?.Name ?? (IsFile(path) ? "GET /attachments" : $"{context.Request.Method} {path}"), Path = path + context.Request.QueryString, Time = world.Now };
        DiscordFault? fault;
        lock (world.Gate)
        {
            log.Add(request);
            fault = TakeFault(request.Route, path);
        }

        try
        {
            switch (fault?.Kind)
            {
                case FaultKind.DropBefore:
                    context.Abort();
                    return;
                case FaultKind.Html:
                    await SendAsync(context, request.Status = 502, BadGateway, "text/html");
                    return;
            }

            if (IsFile(path))
                await DownloadAsync(context, request, path, fault);
            else
                await RunAsync(context, request, route, values, fault);
        }
        finally
        {
            fault?.Hit.TrySetResult();
        }
    }

    private async Task RunAsync(HttpContext context, DiscordRequest request, RestRoute? route, Dictionary<string, string> values, DiscordFault? fault)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        RestAnswer answer;
        try
        {
            // Cloudflare stands before all of it.
            if (limits.IsBanned || !context.Request.Headers.UserAgent.ToString().StartsWith("DiscordBot (", StringComparison.Ordinal))
            {
                await SendAsync(context, request.Status = 403, Banned, "text/html; charset=UTF-8");
                return;
            }

            var body = await RestBody.ReadAsync(context.Request, context.RequestAborted);
            (request.Body, request.Files) = (body.Json, body.Files);
            lock (world.Gate)
                answer = Run(context, route, values, body, fault, headers);
        }
        catch (RestRefusal refusal)
        {
            lock (world.Gate)
                answer = Refuse(refusal, headers, request);
        }

        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        var text = answer.Json?.ToJsonString() ?? "";
        (request.Status, request.Answer) = (fault?.Kind is FaultKind.DropAfter or FaultKind.Hold ? 0 : answer.Status, text);
        switch (fault?.Kind)
        {
            case FaultKind.DropAfter:
                context.Abort();
                return;
            case FaultKind.HtmlAfter:
                await SendAsync(context, request.Status = 502, BadGateway, "text/html");
                return;
            case FaultKind.Truncate:
                await SendAsync(context, answer.Status, text[..(text.Length / 2)]);
                return;
            case FaultKind.Hold:
                world.Changed();
                fault.Hit.TrySetResult();
                await fault.Released.Task.WaitAsync(context.RequestAborted);
                request.Status = answer.Status;
                break;
        }

        await SendAsync(context, answer.Status, text);
    }

    private RestAnswer Run(HttpContext context, RestRoute? route, Dictionary<string, string> values, RestBody body, DiscordFault? fault, Dictionary<string, string> headers)
    {
        if (route is null)
            throw routes.All.Any(other => other.Match(Parts(context.Request.Path)) is not null) ? new RestRefusal(405, 0, "405: Method Not Allowed") : RestRefusal.NotFound;
        var token = context.Request.Headers[HeaderNames.Authorization].ToString();
        var bot = world.Bots.Find(bot => token == "Bot " + bot.Token && !bot.IsTokenReset);
        if (bot is null && route.NeedsToken)
            throw RestRefusal.Unauthorized;
        var major = values.GetValueOrDefault("channel") ?? values.GetValueOrDefault("guild") ?? values.GetValueOrDefault("token") ?? "";
        if (limits.Take(route.Name, major, route.IsGlobal, headers) is { } limited)
            throw limited;
        if (fault?.Kind == FaultKind.Refuse)
            throw fault.Refusal!;
        var answer = route.Run(new RestCall(world, bot, values, context.Request.Query, body.Json?.DeepClone(), body.Files));
        return answer;
    }

    private RestAnswer Refuse(RestRefusal refusal, Dictionary<string, string> headers, DiscordRequest request)
    {
        request.Code = refusal.Code;
        if (refusal.RetryAfter is { } wait)
        {
            headers["Retry-After"] = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Scope"] = refusal.Scope;
            if (refusal.IsGlobal)
                headers["X-RateLimit-Global"] = "true";
        }

        if (refusal.Status is 401 or 403 || (refusal.Status == 429 && refusal.Scope != "shared"))
            limits.CountInvalid();
        return new RestAnswer(refusal.Status, refusal.ToJson());
    }

    private async Task DownloadAsync(HttpContext context, DiscordRequest request, string path, DiscordFault? fault)
    {
        var query = context.Request.Query;
        DiscordFile? file;
        lock (world.Gate)
            file = world.Files.Find(file => file.Path == path && file.IsValid(query["ex"], query["is"], query["hm"], world.Now));
        if (fault is { Kind: FaultKind.Refuse, Refusal: { } refusal })
        {
            await SendAsync(context, request.Status = refusal.Status, refusal.Message, "text/plain");
            return;
        }

        if (file is null)
        {
            await SendAsync(context, request.Status = 404, "This content is no longer available.", "text/plain");
            return;
        }

        request.Status = 200;
        (context.Response.ContentType, context.Response.ContentLength) = (file.ContentType ?? "application/octet-stream", file.Content.Length);
        // A broken download ends in the middle of its content.
        var length = fault?.Kind is FaultKind.Truncate or FaultKind.DropAfter ? file.Content.Length / 2 : file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content.AsMemory(0, length), context.RequestAborted);
        if (length < file.Content.Length)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private (RestRoute? Route, Dictionary<string, string> Values) Find(string verb, string path)
    {
        foreach (var route in routes.All.Where(route => route.Verb == verb))
        {
            if (route.Match(Parts(path)) is { } values)
                return (route, values);
        }

        return (null, []);
    }

    /// <summary>The parts after /api/v10; none for an address of another version.</summary>
    private static string[] Parts(string path) => path.StartsWith("/api/v10/", StringComparison.Ordinal) ? [.. path["/api/v10/".Length..].Split('/').Select(Uri.UnescapeDataString)] : [];

    private static bool IsFile(string path) => path.StartsWith("/attachments/", StringComparison.Ordinal);

    private static async Task SendAsync(HttpContext context, int status, string text, string type = "application/json")
    {
        context.Response.StatusCode = status;
        if (status == 204)
            return;
        var bytes = Encoding.UTF8.GetBytes(text);
        (context.Response.ContentType, context.Response.ContentLength) = (type, bytes.Length);
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private DiscordFault? TakeFault(string route, string path)
    {
        lock (world.Gate)
        {
            foreach (var fault in faults.Where(fault => fault.Times > 0 && (fault.Route == route || (fault.Route is null && route != "GATEWAY")) && (fault.Path is null || path.Contains(fault.Path, StringComparison.Ordinal))))
            {
                if (fault.Skip > 0)
                {
                    fault.Skip--;
                    continue;
                }

                fault.Times--;
                return fault;
            }

            return null;
        }
    }
}
