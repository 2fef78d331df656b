using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LurkBot.Benchmarks;

/// <summary>
/// A platform and a model on loopback that answer at once and write down when: a Bot API without limits, and a model that takes 200 ms. Messages carry a mark,
/// <c>#17#</c>, by which their way is followed.
/// </summary>
internal sealed class SoakWorld : IDisposable
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] True = """{"ok":true,"result":true}"""u8.ToArray();

    private readonly LoopbackHttp platform, model;
    private readonly Lock gate = new();
    private readonly List<(long Id, string Json)> updates = [];
    private readonly ConcurrentDictionary<int, SoakMessage> messages = new();
    private TaskCompletionSource come = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long nextUpdate = 1000;
    private int nextMessage = 10;

    public SoakWorld() => (platform, model) = (new LoopbackHttp(AnswerPlatformAsync), new LoopbackHttp(AnswerModelAsync));

    public Uri Platform => platform.Address;

    public Uri Model => model.Address;

    /// <summary>A person writes.</summary>
    /// <param name="person">The person, whose direct chat has the same number.</param>
    /// <param name="mark">The message's mark.</param>
    /// <returns>Done when the reply was sent.</returns>
    public Task<SoakMessage> SayAsync(long person, int mark)
    {
        var message = messages[mark] = new SoakMessage();
        lock (gate)
        {
            var id = nextUpdate++;
            updates.Add((id, string.Create(CultureInfo.InvariantCulture, $$$"""{"update_id":{{{id}}},"message":{"message_id":{{{nextMessage++}}},"from":{"id":{{{person}}},"is_bot":false,"first_name":"P"},"chat":{"id":{{{person}}},"first_name":"P","type":"private"},"date":{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}},"text":"What about number #{{{mark}}}# then? I would like to know a little more about it."}}""")));
            message.Arrived = Stopwatch.GetTimestamp();
            come.TrySetResult();
        }

        return message.Done.Task;
    }

    public void Dispose()
    {
        platform.Dispose();
        model.Dispose();
    }

    private async Task<(string, byte[], Action?)> AnswerPlatformAsync(string path, ReadOnlyMemory<byte> body)
    {
        var now = Stopwatch.GetTimestamp();
        return ("application/json", path[(path.LastIndexOf('/') + 1)..] switch
        {
            "getMe" => """{"ok":true,"result":{"id":7,"is_bot":true,"first_name":"Lurk","username":"lurk_bot"}}"""u8.ToArray(),
            "getWebhookInfo" => """{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}"""u8.ToArray(),
            "getMyCommands" => """{"ok":true,"result":[]}"""u8.ToArray(),
            "getUpdates" => await PollAsync(body),
            "sendMessage" => Send(body.Span, now),
            _ => True,
        }, null);
    }

    private async Task<byte[]> PollAsync(ReadOnlyMemory<byte> body)
    {
        using var request = JsonDocument.Parse(body);
        var offset = request.RootElement.TryGetProperty("offset", out var from) ? from.GetInt64() : 0;
        for (var last = false; ; last = true)
        {
            Task waiting;
            lock (gate)
            {
                updates.RemoveAll(update => update.Id < offset);
                if (updates.Count > 0 || last)
                    return Encoding.UTF8.GetBytes($$"""{"ok":true,"result":[{{string.Join(',', updates.Take(100).Select(update => update.Json))}}]}""");
                come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = come.Task;
            }

            var seconds = request.RootElement.TryGetProperty("timeout", out var timeout) ? timeout.GetInt32() : 0;
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System));
        }
    }

    private byte[] Send(ReadOnlySpan<byte> body, long now)
    {
        var text = Encoding.UTF8.GetString(body);
        using var request = JsonDocument.Parse(text);
        if (MarkOf(text) is { } mark && messages.TryRemove(mark, out var message))
        {
            message.Sent = now;
            message.Done.TrySetResult(message);
        }

        var chat = request.RootElement.GetProperty("chat_id");
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""{"ok":true,"result":{"message_id":{{{Interlocked.Increment(ref nextMessage)}}},"from":{"id":7,"is_bot":true,"first_name":"Lurk"},"chat":{"id":{{{chat.GetRawText()}}},"type":"private","first_name":"P"},"date":1790000000,"text":"x"}}"""));
    }

    private async Task<(string, byte[], Action?)> AnswerModelAsync(string path, ReadOnlyMemory<byte> body)
    {
        var now = Stopwatch.GetTimestamp();
        var mark = MarkOf(Encoding.UTF8.GetString(body.Span)) ?? 0;
        if (messages.TryGetValue(mark, out var message))
            message.Asked = now;
        await Task.Delay(Latency, TimeProvider.System);
        var reply = $$$"""
            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"About #{{{mark}}}#: "},"finish_reason":null}]}

            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"there is **not** much to say, and a few words will do, which come in two pieces."},"finish_reason":null}]}

            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3000,"completion_tokens":25,"total_tokens":3025}}

            data: [DONE]


            """;
        // Before it is written: what follows is the gateway's time, the way included.
        if (message is not null)
            message.Replied = Stopwatch.GetTimestamp();
        return ("text/event-stream", Encoding.UTF8.GetBytes(reply), null);
    }

    /// <summary>The last mark in a text.</summary>
    private static int? MarkOf(string text)
    {
        for (var end = text.LastIndexOf('#'); end > 0; end = text.LastIndexOf('#', end - 1))
        {
            var begin = text.LastIndexOf('#', end - 1);
            if (begin < 0)
                return null;
            if (int.TryParse(text.AsSpan(begin + 1, end - begin - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var mark))
                return mark;
        }

        return null;
    }
}
