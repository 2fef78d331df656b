using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>Whatever a server adds, leaves out or writes in another way, the reply is the same; and whatever comes, reading ends.</summary>
public sealed class WirePropertyTests
{
    private static readonly Gen<string> Words = Gen.OneOf("word ", "你好", "😀", "\"quoted\"", "\\", "\n", "é", "<b>", "data: {", "\u0001", "</think>").Array[1, 12].Select(words => "So " + string.Concat(words) + ".");

    private static readonly Gen<(string Name, string Arguments)> Calls = Gen.Select(Gen.OneOf("weather", "read"), Words).Select((name, value) => (name, $"{{\"city\":{JsonSerializer.Serialize(value)}}}"));

    private static readonly Gen<SoundReply> Replies = Gen.Select(Gen.OneOf(Words, Gen.Const("")), Gen.OneOf(Words, Gen.Const("")), Calls.Array[0, 3], Gen.Select(Gen.Long[1, 4_000_000_000], Gen.Long[0, 100]))
        .Select((text, reasoning, calls, counts) => (text, reasoning, calls, usage: counts.Item2 == 0 ? ((long, long)?)null : counts))
        .Select(said => new SoundReply(said.calls.Length == 0 && said.text.Length == 0 ? "So." : said.text, said.reasoning, said.calls, said.usage));

    private static readonly Gen<HashSet<Oddity>> Oddities = Gen.Int[0, (int)Oddity.IndexEqual].Select(number => (Oddity)number).Array[0, 8].Select(odd => odd.ToHashSet());

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 60].Array[1, 20];

    [Fact]
    public void Reply_WithAnyOddities_IsTheSame() => Gen.Select(Replies, Oddities, Cuts, Gen.Bool).Sample(
        (reply, odd, cuts, stream) =>
        {
            var response = WireReader.ReadAsync("openai", OddReply.Write(reply, odd), stream, cuts).GetAwaiter().GetResult();
            Assert.Equal(reply.Text, response.Text);
            var contents = response.Messages.SelectMany(message => message.Contents).ToList();
            Assert.Equal(reply.Reasoning, string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text)));
            Assert.Equal(
                reply.Calls.Select(call => $"{call.Name} {Value(call.Arguments)}"),
                contents.OfType<FunctionCallContent>().Select(call => $"{call.Name} {((JsonElement)call.Arguments!["city"]!).GetString()}"));
            Assert.Equal(reply.Usage is var (input, output) ? (input, output) : ((long?, long?))default, (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount));
            Assert.Equal(reply.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop, response.FinishReason);
        },
        iter: 2000);

    /// <summary>Bytes of a character in two objects, which no JSON library reads.</summary>
    [Fact]
    public async Task Reply_WithACharacterWhoseBytesComeInTwoObjects_IsWhole()
    {
        byte[] smile = Encoding.UTF8.GetBytes("😀");
        byte[] body = [.. Before, .. smile[..2], .. After, .. Before, .. smile[2..], .. After, .. "data: [DONE]\n\n"u8];
        Assert.Equal("😀", (await WireReader.ReadAsync("openai", body, stream: true)).Text);
        byte[] broken = [.. Before, .. smile[..3], .. After, .. "data: [DONE]\n\n"u8];
        Assert.Equal("\ufffd", (await WireReader.ReadAsync("openai", broken, stream: true)).Text);
    }

    [Fact]
    public void Bytes_OfAnyKind_EndInAReplyOrAFailure() => Gen.Select(Gen.Select(Gen.Int[0, 2].Select(number => WireReader.Wires[number]), Replies, Oddities), Gen.Select(Gen.Select(Gen.Int[0, 2000], Gen.Byte).Array[0, 6], Gen.Byte.Array[0, 200]), Gen.Select(Cuts, Gen.Bool)).Sample(
        (what, how, read) =>
        {
            var ((wire, reply, odd), (changes, noise), (cuts, stream)) = (what, how, read);
            var bytes = changes.Length == 0 ? noise : OddReply.Write(reply, odd);
            foreach (var (place, value) in changes)
                bytes[place % bytes.Length] = value;
            try
            {
                WireReader.ReadAsync(wire, bytes, stream, cuts).GetAwaiter().GetResult();
            }
            catch (ModelException)
            {
                // One of the kinds that a turn knows.
            }
        },
        iter: 3000);

    [Fact]
    public async Task Reply_WithoutEnd_IsBounded()
    {
        var endless = new byte[ReplyPieces.LongestPiece + 100];
        Array.Fill(endless, (byte)'a');
        "data: {\""u8.CopyTo(endless);
        Assert.Contains("larger", (await Assert.ThrowsAsync<ModelException>(() => WireReader.ReadAsync("openai", endless, stream: true))).Message, StringComparison.Ordinal);
    }

    private static byte[] Before => "data: {\"choices\":[{\"delta\":{\"content\":\""u8.ToArray();

    private static byte[] After => "\"}}]}\n\n"u8.ToArray();

    private static string Value(string arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        return json.RootElement.GetProperty("city").GetString()!;
    }
}
