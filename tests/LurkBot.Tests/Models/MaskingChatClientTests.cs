using CsCheck;
using LurkBot.Models;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>No key of the owner comes back in a reply, however it is cut.</summary>
public sealed class MaskingChatClientTests
{
    private const string Key = "sk-secret-0123456789";

    [Fact]
    public void Reply_CutAnywhere_HasNoKeyAndEveryOtherWord() => Gen.Select(Gen.String[Gen.Char["sk- ab"], 0, 12], Gen.String[Gen.Char["sk-0 9"], 0, 12], Gen.Int[1, 9], Gen.Bool, Gen.Bool).Sample((before, after, size, encoded, failing) =>
    {
        var key = encoded ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Key)).TrimEnd('=') : Key;
        var said = $"{before}{key} {after}";
        var pieces = said.Chunk(size).Select(piece => new string(piece)).ToList();
        using var client = new MaskingChatClient(new FakePieces(pieces, failing), new KnownSecrets([Key]));
        var heard = Read(client);
        Assert.DoesNotContain(key[..^2], heard, StringComparison.Ordinal);
        if (!encoded)
            Assert.Equal($"{before}{SecretRedactor.Mask} {after}", heard);
    });

    [Fact]
    public void Reply_WithoutAKey_PassesPieceByPiece()
    {
        using var client = new MaskingChatClient(new FakePieces(["one ", "two ", "ask", "ing"], fails: false), new KnownSecrets([Key]));
        Assert.Equal("one two asking", Read(client));
    }

    private static string Read(MaskingChatClient client)
    {
        var heard = new System.Text.StringBuilder();
        try
        {
            foreach (var update in client.GetStreamingResponseAsync("hello").ToBlockingEnumerable())
                heard.Append(update.Text);
        }
        catch (IOException)
        {
            // What came before it counts.
        }

        return heard.ToString();
    }

    private sealed class FakePieces(IReadOnlyList<string> pieces, bool fails) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var piece in pieces)
            {
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
            }

            if (fails)
                throw new IOException("broken");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
