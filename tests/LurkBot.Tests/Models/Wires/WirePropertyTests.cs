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

    private static readonly string[] Paths = ["/v1/chat/completions", "/v1/messages", "/api/chat"];

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

    /// <summary>What is no matter of the wire: the form of the body, and how it is cut.</summary>
    [Fact]
    public void Reply_OnEachWire_InAnyForm_IsTheSame() => Gen.Select(Gen.Int[0, 2], Replies, Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool), Cuts).Sample(
        (number, reply, form, cuts) =>
        {
            var (stream, isSentAsStream, hasReturns, hasComments, hasNoSpace) = form;
            var said = new ProviderReply
            {
                Text = [.. Pieces(reply.Text)],
                Reasoning = [.. Pieces(reply.Reasoning)],
                Calls = [.. reply.Calls.Select(call => ("same", call.Name, call.Arguments))],
                Finish = reply.Calls.Count > 0 ? "tool_calls" : "stop",
            };
            var (_, type, body) = ProviderWire.Write(Paths[number], isSentAsStream, said);
            if (type is "text/event-stream")
            {
                body = hasNoSpace ? body.Replace("\ndata: ", "\ndata:", StringComparison.Ordinal) : body;
                body = hasComments ? ": ping\n\n" + body.Replace("\n\n", "\n\n:\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\ndata:\n\n", StringComparison.Ordinal) : body;
                body = hasReturns ? body.ReplaceLineEndings("\r\n") : body;
            }

            var response = WireReader.ReadAsync(WireReader.Wires[number], Encoding.UTF8.GetBytes(body), stream, cuts).GetAwaiter().GetResult();
            var contents = response.Messages.SelectMany(message => message.Contents).ToList();
            Assert.Equal((reply.Text, reply.Reasoning), (response.Text, string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text))));
            Assert.Equal(
                reply.Calls.Select(call => $"{call.Name} {Value(call.Arguments)}"),
                contents.OfType<FunctionCallContent>().Select(call => $"{call.Name} {((JsonElement)call.Arguments!["city"]!).GetString()}"));
            Assert.Equal((12, 5), (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount));
        },
        iter: 2000);

    [Fact]
    public void Bytes_OfAnyKind_EndInAReplyOrAFailure() => Fuzz(3000, seconds: -1);

    [Fact(Skip = LongTests.Reason, SkipUnless = nameof(LongTests.Enabled), SkipType = typeof(LongTests))]
    public void Bytes_OfAnyKind_ForTenMinutes_EndInAReplyOrAFailure() => Fuzz(-1, seconds: 600);

    private static void Fuzz(long iterations, int seconds) => Gen.Select(Gen.Select(Gen.Int[0, 2].Select(number => WireReader.Wires[number]), Replies, Oddities), Gen.Select(Gen.Select(Gen.Int[0, 2000], Gen.Byte).Array[0, 6], Gen.Byte.Array[0, 200]), Gen.Select(Cuts, Gen.Bool)).Sample(
        (what, how, read) =>
        {
            var ((wire, reply, odd), (changes, noise), (cuts, stream)) = (what, how, read);
            var path = Paths[Array.IndexOf(WireReader.Wires, wire)];
            var sound = new ProviderReply { Text = [reply.Text], Reasoning = [reply.Reasoning], Calls = [.. reply.Calls.Select(call => ("id", call.Name, call.Arguments))] };
            var bytes = changes.Length == 0 ? noise : wire is "openai" ? OddReply.Write(reply, odd) : Encoding.UTF8.GetBytes(ProviderWire.Write(path, stream, sound).Body);
            foreach (var (place, value) in changes)
                bytes[place % bytes.Length] = value;
            try
            {
                WireReader.ReadAsync(wire, bytes, stream, cuts).GetAwaiter().GetResult();
            }
            catch (ModelException e)
            {
                // Not a mistake of ours that only looks like the server's.
                Assert.True(e.InnerException is null or IOException or JsonException, e.InnerException?.ToString());
            }
        },
        iter: iterations,
        time: seconds);

    [Fact]
    public async Task Reply_WithoutEnd_IsBounded()
    {
        var endless = new byte[ReplyPieces.LongestPiece + 100];
        Array.Fill(endless, (byte)'a');
        "data: {\""u8.CopyTo(endless);
        Assert.Contains("too large", (await Assert.ThrowsAsync<ModelException>(() => WireReader.ReadAsync("openai", endless, stream: true))).Message, StringComparison.Ordinal);
    }

    private static byte[] Before => "data: {\"choices\":[{\"delta\":{\"content\":\""u8.ToArray();

    private static byte[] After => "\"}}]}\n\n"u8.ToArray();

    /// <summary>Pieces of whole characters.</summary>
    private static IEnumerable<string> Pieces(string text) => text.EnumerateRunes().Chunk(4).Select(piece => string.Concat(piece));

    private static string Value(string arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        return json.RootElement.GetProperty("city").GetString()!;
    }
}
