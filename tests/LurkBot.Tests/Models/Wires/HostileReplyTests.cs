using System.IO.Compression;
using System.Net;
using System.Text;
using LurkBot.Entries;
using LurkBot.Models;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

/// <summary>Replies of servers in odd moods: what is said is not lost, failures are sentences, and the session goes on with the next message.</summary>
public sealed class HostileReplyTests
{
    private const string Gpt = "gpt-4o";
    private const string Claude = "claude-sonnet-4-20250514";
    private const string Llama = "ollama/llama3";
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    /// <summary>What the server sends, and what it means: words, cities asked about; behind a ! what a failure says.</summary>
    private static readonly Dictionary<string, (string Model, string Body, string Expected)> Inputs = new(StringComparer.Ordinal)
    {
        ["choices by turns"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hel"}},{"index":1,"delta":{"content":"No"}}]}""", """{"choices":[{"index":1,"delta":{"content":"pe"}}]}""", """{"choices":[{"index":0,"delta":{"content":"lo."}}]}""", Stop), "Hello.|"),
        ["second choice first"] = (Gpt, Events("""{"choices":[{"index":1,"delta":{"content":"No"}},{"index":0,"delta":{"content":"Hello."}}]}""", Stop), "Hello.|"),
        ["index that counts pieces"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hel"}}]}""", """{"choices":[{"index":1,"delta":{"content":"lo."}}]}""", """{"choices":[{"index":2,"delta":{},"finish_reason":"stop"}]}"""), "Hello.|"),
        ["arguments before the name"] = (Gpt, Events(Call("""{"index":0,"id":"a","function":{"arguments":"{\"city\":\"Rome\"}"}}"""), Call("""{"index":0,"function":{"name":"weather"}}"""), Stop), "Fine.|Rome"),
        ["calls only in the whole at the end"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hello."}}]}""", """{"choices":[{"index":0,"message":{"content":"Hello.","tool_calls":[{"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}]},"finish_reason":"tool_calls"}]}"""), "Hello.Fine.|Rome"),
        ["marks around the name"] = (Gpt, Events(Call("""{"index":0,"id":"a","function":{"name":" functions.weather<|channel|>commentary","arguments":"{\"city\":\"Rome\"}"}}"""), Stop), "Fine.|Rome"),
        ["more behind the arguments"] = (Gpt, Events(Call("""{"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}}"}}"""), Stop), "Fine.|Rome"),
        ["fence around the arguments"] = (Gpt, Events(Call("""{"index":0,"id":"a","function":{"name":"weather","arguments":"```json\n{\"city\":\"Rome\",}\n```"}}"""), Stop), "Fine.|Rome"),
        ["line break in the arguments"] = (Gpt, Events(Call("""{"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Ro\nme\"}"}}"""), Stop), "Fine.|Ro\nme"),
        ["parameters"] = (Llama, """{"message":{"tool_calls":[{"function":{"name":"weather","parameters":{"city":"Rome"}}}]},"done":true}""", "Fine.|Rome"),
        ["control character"] = (Gpt, Events("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\tlo.\"}}]}", Stop), "Hel\tlo.|"),
        ["escape that there is not"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"C:\xampp \\n \u00"}}]}""", Stop), """C:\xampp \n \u00|"""),
        ["not a number"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hello NaN."},"logprobs":[NaN,-Infinity],}]}""", Stop), "Hello NaN.|"),
        ["value"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":{"value":"Hello "}},4,"."]}}]}""", Stop), "Hello 4.|"),
        ["transcript"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":null,"audio":{"transcript":"Hello."}}}]}""", Stop), "Hello.|"),
        ["overloaded in the middle"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hel"}}]}""", Finish("insufficient_system_resource")), "!Hel|overloaded"),
        ["malformed call"] = (Gpt, Events(Finish("function_call_filter: MALFORMED_FUNCTION_CALL")), "!|not a call"),
        ["error as the reason"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hel"}}]}""", Finish("error")), "!Hel|broke the reply off"),
        ["list of errors"] = (Gpt, Events("""{"choices":[{"index":0,"delta":{"content":"Hel"}}]}""", """{"error":["quota is gone"]}"""), "!Hel|quota is gone"),
        ["no success"] = (Gpt, """{"success":false,"msg":"invalid_request: quota is gone"}""", "!|quota is gone"),
        ["blocks by turns"] = (Claude, Blocks("""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"weather","input":{}}}""", """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"b","name":"weather","input":{}}}""", Piece(0, "{\\\"city\\\":"), Piece(1, "{\\\"city\\\":"), Piece(0, "\\\"Rome\\\"}"), Piece(1, "\\\"Oslo\\\"}")), "Fine.|Rome,Oslo"),
        ["the provider's own tool"] = (Claude, Blocks("""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"weather","input":{}}}""", Piece(0, "{\\\"city\\\":\\\"Rome\\\"}"), """{"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}""", Piece(1, "{\\\"query\\\":\\\"x\\\"}")), "Fine.|Rome"),
        ["done in words"] = (Llama, """{"message":{"content":"Hello."},"done":"true"}""", "Hello.|"),
        ["Ollama's other form"] = (Llama, "{\"response\":\"Hel\",\"done\":false}\n{\"response\":\"lo.\",\"done\":true}\n", "Hello.|"),
    };

    public static TheoryData<string> Cases() => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Reply_OfAnOddServer_LosesNothingAndTheSessionGoesOn(string name)
    {
        var (model, body, expected) = Inputs[name];
        var asked = 0;
        using var server = new LoopbackServer((path, _) => asked++ == 0 ? (200, "text/event-stream", body) : ProviderWire.Write(path, true, ProviderReply.Say("Fine.")));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), model, stream: true);
        var result = await conversation.AskAsync("Hello?");
        if (expected[0] == '!')
        {
            var parts = expected[1..].Split('|');
            Assert.Equal((TurnFate.Failed, parts[0]), (result.Fate, result.Reply));
            Assert.Contains(parts[1], result.Error!.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((TurnFate.Answered, expected), (result.Fate, $"{conversation.Shown}|{string.Join(',', conversation.Cities)}"));
        }

        Assert.Equal("Fine.", (await conversation.AskAsync("Go on.")).Reply);
    }

    [Theory]
    [InlineData(413, "<title>413</title>", "leave out attachments")]
    [InlineData(431, "", "headers too large")]
    [InlineData(400, """[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]""", "Check LURKBOT_OPENAI_API_KEY.")]
    public async Task Refusal_ByItsStatus_SaysWhatToDo(int status, string body, string expected)
    {
        using var server = new LoopbackServer((_, _) => (status, "text/html", body));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), Gpt, stream: true);
        Assert.Contains(expected, (await conversation.AskAsync("Hello?")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatDoesNotSpeakHttp_IsNamedAsSuch()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().ReadExactlyAsync(new byte[1]);
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.9\r\n\r\n"u8.ToArray());
            await client.GetStream().CopyToAsync(Stream.Null);
        });
        using var conversation = new WireConversation(ModelFailureTests.Options(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/")), Gpt, stream: true);
        Assert.Contains("not an HTTP server", (await conversation.AskAsync("Hello?")).Error!.Message, StringComparison.Ordinal);
        await serving;
    }

    [Theory]
    [InlineData("Sat, 01 Jan 2000 00:00:05 GMT", 5)]
    [InlineData("Fri, 31 Dec 1999 23:00:00 GMT", null)]
    [InlineData("0", 0)]
    public void RetryAfter_MomentThatIsPast_SaysNothing(string header, int? seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        Assert.Equal(seconds, WaitTime.Read(response.Headers, "", new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))?.TotalSeconds);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Reply_PackedUnasked_IsRead(string encoding)
    {
        var bytes = Pack(encoding, Events("""{"choices":[{"index":0,"delta":{"content":"Hello."}}]}""", Stop));
        Assert.Equal("Hello.", await ReadAsync(encoding, bytes));
    }

    [Fact]
    public async Task Reply_DamagedPack_FailsWithASentence()
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => ReadAsync("gzip", Encoding.UTF8.GetBytes("not packed")));
        Assert.Contains("cannot be unpacked", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(string encoding, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentEncoding.Add(encoding);
        using var handler = new ModelHttpHandler(new AnswerHandler(content), "LURKBOT_OPENAI_API_KEY", new LurkBot.Text.KnownSecrets([]), TimeSpan.FromMinutes(1), new FakeTimeProvider());
        using var http = new HttpClient(handler);
        using var response = await http.GetAsync(new Uri("http://127.0.0.1/"), HttpCompletionOption.ResponseHeadersRead);
        var pieces = new ReplyPieces(await response.Content.ReadAsStreamAsync());
        var words = new StringBuilder();
        await foreach (var piece in pieces.ReadAsync(default))
            words.Append(piece.IsDone ? "" : JsonField.Text(JsonField.Object(JsonField.Items(piece.Json, "choices").First(), "delta"), "content"));
        return words.ToString();
    }

    private static byte[] Pack(string encoding, string text)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Compress),
            "br" => new BrotliStream(packed, CompressionMode.Compress),
            _ => new ZLibStream(packed, CompressionMode.Compress),
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static string Events(params string[] events) => string.Concat(events.Append("[DONE]").Select(data => $"data: {data}\n\n"));

    private static string Blocks(params string[] blocks) => string.Concat(new[] { """{"type":"message_start","message":{"id":"m","role":"assistant","content":[]}}""" }.Concat(blocks).Append("""{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""").Append("""{"type":"message_stop"}""").Select(data => $"data: {data}\n\n"));

    private static string Piece(int index, string json) => $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"input_json_delta","partial_json":"{{{json}}}"}}""";

    private static string Call(string calls) => $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{{{calls}}}]}}]}""";

    private static string Finish(string reason) => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    private sealed class AnswerHandler(HttpContent content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    }
}
