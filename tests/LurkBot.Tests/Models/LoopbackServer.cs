using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LurkBot.Tests.Models;

/// <summary>Answers each request on loopback with what the test says, and keeps the bodies. A request that the vendor of its wire would refuse fails the test.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener listener;
    private readonly Func<string, string, (int Status, string Type, string Body)> answer;
    private readonly List<string> problems = [];
    private readonly Task loop;
    private int requests;
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoopbackServer(Func<string, string, (int Status, string Type, string Body)> answer)
    {
        this.answer = answer;
        (listener, Address) = Listen();
        loop = RunAsync();
    }

    public Uri Address { get; }

    public List<string> Bodies { get; } = [];

    /// <summary>Whether the bodies are kept.</summary>
    public bool KeepsBodies { get; set; } = true;

    /// <summary>Whether each answer stops before its end, with the connection open.</summary>
    public bool Hangs { get; set; }

    /// <summary>The number of the first request that is never answered, counted from one; zero for none.</summary>
    public int HangsFrom { get; set; }

    /// <summary>Done when such a request came.</summary>
    public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether each answer stops before its end, and the connection breaks.</summary>
    public bool Breaks { get; set; }

    /// <summary>Headers of each answer.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>Done when the first answer was sent.</summary>
    public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        // A listener that is closed while it begins to wait never says so.
        closing.Cancel();
        released.TrySetResult();
        loop.Wait();
        listener.Close();
        closing.Dispose();
        Assert.Empty(problems);
    }

    /// <summary>HttpListener takes no port zero, so a free one is looked up first; another process may take it in between, then another is tried.</summary>
    internal static (HttpListener, Uri) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            int port;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            var address = new Uri($"http://127.0.0.1:{port}/");
            var opened = new HttpListener();
            opened.Prefixes.Add(address.ToString());
            try
            {
                opened.Start();
                return (opened, address);
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                opened.Close();
            }
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync().WaitAsync(closing.Token);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        if (KeepsBodies)
            Bodies.Add(body);
        if (context.Request.ContentType?.StartsWith("multipart/", StringComparison.Ordinal) != true && WireValidator.Problem(context.Request.Url!.AbsolutePath, body) is { } problem)
            problems.Add($"{problem} {body}");
        if (HangsFrom > 0 && ++requests >= HangsFrom)
        {
            Stalled.TrySetResult();
            await released.Task;
            return;
        }

        var (status, type, text) = answer(context.Request.Url!.AbsolutePath, body);
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        foreach (var (name, value) in Headers)
            context.Response.AddHeader(name, value);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!Hangs && !Breaks)
            context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        await context.Response.OutputStream.FlushAsync();
        Answered.TrySetResult();
        if (Hangs)
            await released.Task;
        else if (Breaks)
            context.Response.Abort();
        else
            context.Response.Close();
    }
}
