using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LurkBot.Benchmarks;

/// <summary>A small HTTP/1.1 server on loopback, with as little cost of its own as possible: each request is answered whole.</summary>
internal sealed class LoopbackHttp : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, ReadOnlyMemory<byte>, Task<(string Type, byte[] Body, Action? OnWritten)>> answer;

    /// <summary>Listens.</summary>
    /// <param name="answer">Answers a path and a body; the last part of what it gives is told once the answer is written.</param>
    public LoopbackHttp(Func<string, ReadOnlyMemory<byte>, Task<(string Type, byte[] Body, Action? OnWritten)>> answer)
    {
        this.answer = answer;
        listener.Start(1024);
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

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
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var (stream, buffer, length) = (client.GetStream(), new byte[64 << 10], 0);
                while (await stream.ReadAsync(buffer.AsMemory(length)) is > 0 and var read)
                {
                    length += read;
                    if (length == buffer.Length)
                        Array.Resize(ref buffer, 2 * length);
                    var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                    if (end < 0 || !IsWhole(buffer.AsSpan(0, length), end + 4))
                        continue;
                    var path = Encoding.Latin1.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf((byte)'\r')).Split(' ', 3)[1];
                    var (type, body, onWritten) = await answer(path, buffer.AsMemory(end + 4, length - end - 4));
                    length = 0;
                    var head = Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"));
                    await stream.WriteAsync((byte[])[.. head, .. body]);
                    onWritten?.Invoke();
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }

    /// <summary>A body of known length, or in chunks.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> request, int body)
    {
        const string Length = "Content-Length: ";
        var head = Encoding.Latin1.GetString(request[..body]);
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? request.EndsWith("0\r\n\r\n"u8) : true
            : request.Length - body >= int.Parse(head.AsSpan(at + Length.Length, head.IndexOf('\r', at) - at - Length.Length), CultureInfo.InvariantCulture);
    }
}
