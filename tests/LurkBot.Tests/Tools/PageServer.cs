using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LurkBot.Tests.Tools;

/// <summary>A server on 127.0.0.2, which tests take for the internet. Each request is a connection of its own.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly TcpListener listener = new(Internet, 0);

    public PageServer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no 127.0.0.2.");
        listener.Start();
        _ = ServeAsync();
    }

    public static IPAddress Internet { get; } = IPAddress.Parse("127.0.0.2");

    public string Address => $"http://{listener.LocalEndpoint}";

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The requests so far.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Gives the answer to a request, headers and all.</summary>
    public Func<string, string> Answer { get; set; } = _ => "";

    /// <summary>What comes behind each answer.</summary>
    public byte[] Body { get; set; } = [];

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var buffer = new byte[8192];
                var count = await stream.ReadAsync(buffer);
                Asked.Add(Encoding.ASCII.GetString(buffer, 0, count));
                try
                {
                    await stream.WriteAsync((byte[])[.. Encoding.UTF8.GetBytes(Answer(Asked[^1])), .. Body]);
                }
                catch (IOException)
                {
                    // Whoever asked has seen enough.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
