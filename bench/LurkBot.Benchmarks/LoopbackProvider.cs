using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LurkBot.Models;

namespace LurkBot.Benchmarks;

/// <summary>All four wires on loopback: a short streamed reply at once, written straight to the socket.</summary>
internal sealed class LoopbackProvider : IDisposable
{
    public const string SystemPrompt = "You are LurkBot.";

    private const string OpenAI = """
        data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi there"},"finish_reason":null}]}

        data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}

        data: [DONE]


        """;

    private const string Anthropic = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":0}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi there"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private const string Ollama = """
        {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi there"},"done":false}
        {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":12,"eval_count":5}

        """;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private long firstByte;

    public LoopbackProvider()
    {
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>When the first byte of the last reply went out, a time stamp of <see cref="Stopwatch"/>.</summary>
    public long FirstByte => Volatile.Read(ref firstByte);

    public ModelOptions Options => new()
    {
        OpenAIApiKey = "k",
        OpenAIBaseUrl = new Uri(Address, "v1"),
        GoogleApiKey = "k",
        GoogleBaseUrl = new Uri(Address, "v1beta/openai"),
        AnthropicApiKey = "k",
        AnthropicBaseUrl = Address,
        OllamaBaseUrl = Address,
    };

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var buffer = new byte[4 << 20];
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length)) is > 0 and var read)
            {
                length += read;
                var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                if (end < 0 || !IsWhole(buffer.AsSpan(0, length), end + 4))
                    continue;
                var path = Encoding.Latin1.GetString(buffer, 0, end).Split(' ', 3)[1];
                length = 0;
                var reply = Reply(path);
                Volatile.Write(ref firstByte, Stopwatch.GetTimestamp());
                await stream.WriteAsync(reply);
            }
        }
    }

    /// <summary>A body of known length, or in chunks.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> request, int body)
    {
        const string Length = "Content-Length: ";
        var head = Encoding.Latin1.GetString(request[..body]);
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? request.EndsWith("0\r\n\r\n"u8)
            : request.Length - body >= int.Parse(head.AsSpan(at + Length.Length, head.IndexOf('\r', at) - at - Length.Length), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Reply(string path)
    {
        var (type, body) = path switch
        {
            "/v1/messages" => ("text/event-stream", Anthropic),
            "/api/chat" => ("application/x-ndjson", Ollama),
            _ => ("text/event-stream", OpenAI),
        };
        return Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }
}
