using System.Net;

namespace LurkBot.Tests.Models;

/// <summary>Answers each request with bytes that come in pieces.</summary>
/// <param name="body">The bytes.</param>
/// <param name="cuts">How long the pieces are, over and over.</param>
internal sealed class BytesHandler(byte[] body, params IReadOnlyList<int> cuts) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Pieces(body, cuts)) });

    private sealed class Pieces(byte[] body, IReadOnlyList<int> cuts) : MemoryStream(body)
    {
        private int reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(cuts.Count == 0 ? buffer : buffer[..Math.Min(buffer.Length, cuts[reads++ % cuts.Count])], cancellationToken);
    }
}
