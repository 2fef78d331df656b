using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>The HTTP side: addresses, bodies, answers, faults and the log.</summary>
internal sealed class SlackHttp
{
    private readonly SlackWorld world;
    private readonly SlackFiles files;
    private readonly Lock gate = new();
    private readonly List<SlackFault> faults = [];
    private readonly List<SlackRequest> log = [];
    private readonly List<string> problems = [];
    private WebApplication? app;
    private int port;

    public SlackHttp(SlackWorld world)
    {
        this.world = world;
        Sockets = new SocketHub(world, AddProblem);
        Events = new SlackEvents(world, Sockets);
        Methods = new SlackMethods(world, Events, Sockets, AddProblem);
        files = new SlackFiles(world);
        Sockets.Answered = Methods.Answered;
    }

    public SocketHub Sockets { get; }

    public SlackEvents Events { get; }

    public SlackMethods Methods { get; }

    public IReadOnlyList<SlackRequest> Log => Copy(log);

    public IReadOnlyList<string> Problems => Copy(problems);

    public void ClearProblems()
    {
        lock (gate)
            problems.Clear();
    }

    public void Add(SlackFault fault)
    {
        lock (gate)
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
        app.Run(HandleAsync);
        await app.StartAsync();
        port = new Uri(app.Urls.Single()).Port;
        world.Root = $"http://127.0.0.1:{port}";
    }

    public async Task StopAsync()
    {
        if (app is null)
            return;
        foreach (var fault in Copy(faults))
            fault.Released.TrySetResult();
        Sockets.Drop();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>Serves a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var method = path.Split('/') switch
        {
            [_, "api", var name] => name,
            [_, "link", ..] => "socket",
            [_, "upload", "v1", ..] => "upload",
            [_, "files-pri", ..] => "download",
            [_, "response", ..] => "response_url",
            _ => path,
        };
        var header = context.Request.Headers.Authorization.ToString();
        var request = new SlackRequest
        {
            Token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : "",
            Method = method,
            Time = world.Now,
            Encoding = $"{context.Request.Method} {context.Request.ContentType?.Split(';')[0]}".TrimEnd(),
        };
        SlackFault? fault;
        lock (gate)
        {
            log.Add(request);
            fault = TakeFault(method);
        }

        try
        {
            await RunAsync(context, request, fault);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client went away, or the server stops.
            context.Abort();
        }
        catch (Exception e)
        {
            AddProblem($"{method} broke the server: {e}");
            context.Abort();
        }
        finally
        {
            fault?.Hit.TrySetResult();
            world.Changed();
        }
    }

    private async Task RunAsync(HttpContext context, SlackRequest request, SlackFault? fault)
    {
        switch (fault?.Kind)
        {
            case FaultKind.DropBefore:
                context.Abort();
                return;
            case FaultKind.Html:
                await AnswerAsync(context, request, 503, Page, "text/html");
                return;
            case FaultKind.Refuse when request.Method is "socket" or "download" or "upload":
                await AnswerAsync(context, request, fault.Refusal!.Status, "", "text/html");
                return;
        }

        if (request.Method == "socket")
        {
            request.Status = 101;
            world.Changed();
            await Sockets.AcceptAsync(context);
            request.Status = context.Response.StatusCode;
            return;
        }

        var (status, type, body) = request.Method switch
        {
            "download" => files.Download(context.Request, request),
            "upload" => await files.UploadAsync(context.Request, request, context.RequestAborted),
            _ => Json(await JsonAsync(context, request, fault)),
        };
        switch (fault?.Kind)
        {
            case FaultKind.DropAfter:
                context.Abort();
                return;
            case FaultKind.HtmlAfter:
                await AnswerAsync(context, request, 502, Page, "text/html");
                return;
            case FaultKind.Truncate when request.Method != "download":
                await AnswerAsync(context, request, status, Encoding.UTF8.GetString(body)[..(body.Length / 2)], type);
                return;
            case FaultKind.Truncate:
                (context.Response.ContentType, context.Response.ContentLength) = (type, body.Length);
                await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            case FaultKind.Hold:
                fault.Hit.TrySetResult();
                await fault.Released.Task.WaitAsync(context.RequestAborted);
                break;
        }

        await AnswerAsync(context, request, status, body, type);
    }

    private const string Page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Server Error | Slack</title></head><body>something's gone wrong</body></html>\n";

    private async Task<(int Status, JsonObject Body)> JsonAsync(HttpContext context, SlackRequest request, SlackFault? fault)
    {
        var isMethod = request.Method != "response_url";
        try
        {
            if (isMethod && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            {
                AddProblem($"There is nothing at {context.Request.Path}");
                throw new SlackException("not_found", status: 404);
            }

            var body = await SlackBody.ReadAsync(context.Request, context.RequestAborted);
            if (fault is { Kind: FaultKind.Refuse })
                throw fault.Refusal!;
            if (isMethod)
                return (200, Methods.Run(request, body, context.Response.Headers));
            request.Arguments = new JsonObject(body.Values.Select(value => KeyValuePair.Create(value.Key, value.Value?.DeepClone())));
            Methods.Respond(context.Request.Path.Value!.Split('/')[^1], request.Arguments);
            return (200, new JsonObject { ["ok"] = true });
        }
        catch (SlackException refusal)
        {
            request.Error = refusal.Message;
            if (refusal.RetryAfter > 0)
                context.Response.Headers.RetryAfter = refusal.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var answer = new JsonObject { ["ok"] = false, ["error"] = refusal.Message };
            foreach (var (name, value) in refusal.Extra ?? [])
                answer[name] = value?.DeepClone();
            return (refusal.Status, answer);
        }
    }

    private static (int Status, string Type, byte[] Body) Json((int Status, JsonObject Body) answer) =>
        (answer.Status, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(answer.Body.ToJsonString()));

    private static Task AnswerAsync(HttpContext context, SlackRequest request, int status, string body, string type) => AnswerAsync(context, request, status, Encoding.UTF8.GetBytes(body), type);

    private static async Task AnswerAsync(HttpContext context, SlackRequest request, int status, byte[] body, string type)
    {
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, type, body.Length);
        request.Status = status;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private void AddProblem(string problem)
    {
        lock (gate)
            problems.Add(problem);
    }

    private List<T> Copy<T>(List<T> items)
    {
        lock (gate)
            return [.. items];
    }

    private SlackFault? TakeFault(string method)
    {
        foreach (var fault in faults.Where(fault => fault.Times > 0 && fault.Matches(method)))
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
