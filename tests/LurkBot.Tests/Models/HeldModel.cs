using System.Net;
using System.Text.Json;
using System.Threading.Channels;

namespace LurkBot.Tests.Models;

/// <summary>
/// A model on loopback, for several processes at once: each request waits until the test answers it. A request that the vendor of its wire
/// would refuse fails the test.
/// </summary>
internal sealed class HeldModel : IDisposable
{
    private readonly HttpListener listener;
    private readonly Channel<HeldRequest> waiting = Channel.CreateUnbounded<HeldRequest>();
    private readonly Lock gate = new();
    private readonly List<string> bodies = [];
    private readonly List<string> problems = [];
    private readonly List<HeldRequest> all = [];
    private readonly CancellationTokenSource closing = new();
    private readonly Task loop;

    public HeldModel()
    {
        (listener, Address) = LoopbackServer.Listen();
        loop = RunAsync();
    }

    public Uri Address { get; }

    /// <summary>What every further request is answered with at once; null to let each wait for the test.</summary>
    public string? Says { get; set; }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (gate)
                return [.. bodies];
        }
    }

    /// <summary>The next request that waits.</summary>
    public async Task<HeldRequest> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await waiting.Reader.ReadAsync(patience.Token);
    }

    /// <summary>What people said in a request, in its order.</summary>
    public static IReadOnlyList<string> Said(string body)
    {
        using var request = JsonDocument.Parse(body);
        return [.. request.RootElement.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("role").ValueEquals("user")).SelectMany(Texts)];
    }

    public void Dispose()
    {
        closing.Cancel();
        loop.Wait();
        foreach (var request in all)
            request.Abort();
        listener.Close();
        closing.Dispose();
        Assert.Empty(problems);
    }

    private static List<string> Texts(JsonElement message) => message.GetProperty("content") is { ValueKind: JsonValueKind.String } text
        ? [DatedText.Without(text.GetString()!)]
        : [.. message.GetProperty("content").EnumerateArray().Select(part => DatedText.Without(part.GetProperty("text").GetString()!))];

    private async Task RunAsync()
    {
        var answers = new List<Task>();
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync().WaitAsync(closing.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            answers.Add(TakeAsync(context));
        }

        await Task.WhenAll(answers);
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var request = new HeldRequest(context, await reader.ReadToEndAsync());
            var says = Says;
            lock (gate)
            {
                bodies.Add(request.Body);
                if (WireValidator.Problem(context.Request.Url!.AbsolutePath, request.Body) is { } problem)
                    problems.Add($"{problem} {request.Body}");
                all.Add(request);
            }

            if (says is null)
                waiting.Writer.TryWrite(request);
            else
                await request.FinishAsync(ProviderReply.Say(says));
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The client was killed.
        }
    }
}
