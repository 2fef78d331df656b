using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>The HTTP side: addresses, bodies, envelopes, faults and the log.</summary>
internal sealed class BotApiHttp(TelegramWorld world)
{
    private readonly BotMethods methods = new(world);
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];
    private readonly List<LoggedRequest> log = [];
    private WebApplication? app;
    private int port;

    public string Address => $"http://127.0.0.1:{port}";

    public List<string> Problems { get; } = [];

    public IReadOnlyList<LoggedRequest> Log
    {
        get
        {
            lock (gate)
                return [.. log];
        }
    }

    public void Add(Fault fault)
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
    }

    public async Task StopAsync()
    {
        if (app is null)
            return;
        foreach (var fault in faults)
            fault.Released.TrySetResult();
        // Polls that wait end at once.
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        app = null;
    }

    public async Task HandleAsync(HttpContext context)
    {
        // /bot<token>/<method> or /file/bot<token>/<path>
        var path = Uri.UnescapeDataString(context.Request.Path.Value ?? "").TrimStart('/');
        var isFile = path.StartsWith("file/", StringComparison.Ordinal);
        var rest = isFile ? path[5..] : path;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (!rest.StartsWith("bot", StringComparison.Ordinal) || slash < 0 || !rest[3..slash].Contains(':', StringComparison.Ordinal))
        {
            await AnswerAsync(context, null, 404, Envelope(new BotApiException(404, "Not Found")).ToJsonString());
            return;
        }

        var request = new LoggedRequest
        {
            Token = rest[3..slash],
            Method = isFile ? "file" : rest[(slash + 1)..],
            Time = world.Now,
            Encoding = $"{context.Request.Method} {context.Request.ContentType?.Split(';')[0]}".TrimEnd(),
        };
        Fault? fault;
        lock (gate)
        {
            log.Add(request);
            fault = TakeFault(request.Method);
        }

        try
        {
            if (isFile)
                await DownloadAsync(context, request, fault, rest[(slash + 1)..]);
            else
                await RunAsync(context, request, fault);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client went away, or the server stops.
            context.Abort();
        }
        catch (Exception e)
        {
            AddProblems([$"{request.Method} broke the server: {e}"]);
            throw;
        }
        finally
        {
            fault?.Hit.TrySetResult();
            world.Changed();
        }
    }

    private async Task RunAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        if (fault?.Kind == FaultKind.DropBefore)
        {
            context.Abort();
            return;
        }

        if (fault is { Kind: FaultKind.Html })
        {
            await AnswerAsync(context, request, 502, Page, "text/html");
            return;
        }

        var (status, body) = await EnvelopeAsync(context, request, fault);
        switch (fault?.Kind)
        {
            case FaultKind.DropAfter:
                context.Abort();
                return;
            case FaultKind.HtmlAfter:
                await AnswerAsync(context, request, 502, Page, "text/html");
                return;
            case FaultKind.Truncate:
                await AnswerAsync(context, request, status, body[..(body.Length / 2)]);
                return;
            case FaultKind.Hold:
                fault.Hit.TrySetResult();
                await fault.Released.Task.WaitAsync(context.RequestAborted);
                break;
        }

        await AnswerAsync(context, request, status, body);
    }

    private const string Page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

    private async Task<(int Status, string Body)> EnvelopeAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        try
        {
            ServerBot? bot;
            lock (world.Gate)
                bot = world.Bots.Find(known => known.Token == request.Token);
            if (bot is null)
                throw new BotApiException(401, "Unauthorized");
            var body = await BotApiBody.ReadAsync(context.Request, context.RequestAborted);
            if (!methods.Has(request.Method))
                throw new BotApiException(404, "Not Found: method not found");
            var problems = new List<string>();
            request.Parameters = BotApiParameters.Read(request.Method, body.Values, body.Files, body.IsJson, problems);
            request.Files = body.Files;
            if (problems.Count > 0)
            {
                AddProblems(problems);
                throw BotApiException.BadRequest("strict: " + string.Join("; ", problems));
            }

            if (fault is { Kind: FaultKind.Refuse })
                throw fault.Refusal!;
            var result = await methods.RunAsync(new BotCall(bot, request.Method, request.Parameters, request.Files), context.RequestAborted);
            return (200, new JsonObject { ["ok"] = true, ["result"] = result }.ToJsonString());
        }
        catch (BotApiException refusal)
        {
            request.Description = refusal.Message;
            if ((int?)refusal.Parameters?["retry_after"] is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return (refusal.Code, Envelope(refusal).ToJsonString());
        }
    }

    private async Task DownloadAsync(HttpContext context, LoggedRequest request, Fault? fault, string path)
    {
        ServerFile? file;
        lock (world.Gate)
            file = world.Bots.Exists(bot => bot.Token == request.Token) ? world.Files.Values.FirstOrDefault(known => known.Path == path && known.LinkUntil > world.Now) : null;
        if (fault?.Kind == FaultKind.DropBefore)
        {
            context.Abort();
        }
        else if (fault is { Kind: FaultKind.Refuse, Refusal: { } refusal })
        {
            await AnswerAsync(context, request, refusal.Code, Envelope(refusal).ToJsonString());
        }
        else if (file is null)
        {
            await AnswerAsync(context, request, 404, Envelope(new BotApiException(404, "Not Found")).ToJsonString());
        }
        else
        {
            request.Status = 200;
            (context.Response.ContentType, context.Response.ContentLength) = ("application/octet-stream", file.Content.Length);
            // A broken download ends in the middle of its content.
            var length = fault?.Kind is FaultKind.Truncate or FaultKind.DropAfter ? file.Content.Length / 2 : file.Content.Length;
            await context.Response.Body.WriteAsync(file.Content.AsMemory(0, length), context.RequestAborted);
            if (length < file.Content.Length)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
            }
        }
    }

    private static async Task AnswerAsync(HttpContext context, LoggedRequest? request, int status, string body, string type = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, type, bytes.Length);
        if (request is not null)
            request.Status = status;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static JsonObject Envelope(BotApiException refusal)
    {
        var envelope = new JsonObject { ["ok"] = false, ["error_code"] = refusal.Code, ["description"] = refusal.Message };
        if (refusal.Parameters is not null)
            envelope["parameters"] = refusal.Parameters.DeepClone();
        return envelope;
    }

    private void AddProblems(IEnumerable<string> problems)
    {
        lock (gate)
            Problems.AddRange(problems);
    }

    private Fault? TakeFault(string method)
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
