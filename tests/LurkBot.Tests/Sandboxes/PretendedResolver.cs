using System.Net;
using System.Net.Sockets;

namespace LurkBot.Tests.Sandboxes;

/// <summary>This machine's resolver, which knows each name. It belongs to the network of the thread that makes it.</summary>
internal sealed class PretendedResolver : IDisposable
{
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 53));

    public PretendedResolver() => _ = AnswerAsync();

    public void Dispose() => socket.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var question = await socket.ReceiveAsync();
                await socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>One address of version 4 and none of version 6 (RFC 1035, section 4).</summary>
    private static byte[] Answer(byte[] question)
    {
        const int Header = 12;
        var end = Header;
        while (question[end] != 0)
            end += question[end] + 1;
        var isForVersion4 = question[end + 2] == 1;
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, (byte)(isForVersion4 ? 1 : 0), 0, 0, 0, 0];
        byte[] record = [0xC0, Header, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. IPAddress.Parse(PretendedInternet.Public).GetAddressBytes()];
        return [.. header, .. question.AsSpan(Header, end + 5 - Header), .. isForVersion4 ? record : []];
    }
}
