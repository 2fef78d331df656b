using LurkBot.Channels;
using LurkBot.Tests.Models;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>A service with OpenAI's API of transcriptions, over sockets.</summary>
public sealed class ServiceTranscriberTests
{
    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1/audio/transcriptions")]
    public async Task Transcribe_Service_GetsFileModelAndKey(string path)
    {
        var asked = "";
        using var server = new LoopbackServer((place, body) => ((asked = place) is "/v1/audio/transcriptions" ? 200 : 404, "application/json", """{"text":" The ferry leaves at ten. ","usage":{"type":"duration","seconds":3}}"""));
        using var transcriber = new ServiceTranscriber(new TranscriptionOptions { Url = new Uri(server.Address, path), ApiKey = "sk-spoken-word", Model = "whisper-9" }, TimeProvider.System);
        Assert.Equal("The ferry leaves at ten.", await transcriber.TranscribeAsync(Recording.Of("audio/ogg", "OggS123"u8.ToArray()), default));
        var body = Assert.Single(server.Bodies);
        Assert.Contains("name=file; filename=recording.ogg", body, StringComparison.Ordinal);
        Assert.Contains("whisper-9", body, StringComparison.Ordinal);
        Assert.Contains("OggS123", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcribe_PlainText_IsTaken()
    {
        using var server = new LoopbackServer((_, _) => (200, "text/plain", "At ten."));
        Assert.Equal("At ten.", await TranscribeAsync(server.Address));
    }

    [Theory]
    [InlineData(200, "<html>Welcome</html>", "no transcript")]
    [InlineData(200, """{"error":"x"}""", "no transcript")]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-spoken-word"}}""", "LURKBOT_TRANSCRIBE_API_KEY")]
    [InlineData(500, "", "LURKBOT_TRANSCRIBE_URL")]
    public async Task Transcribe_NoTranscript_SaysWhyToTheOwnerAlone(int status, string answer, string expected)
    {
        using var server = new LoopbackServer((_, _) => (status, "application/json", answer));
        var error = await Assert.ThrowsAsync<TranscriptionException>(() => TranscribeAsync(server.Address));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-spoken-word", error.Message, StringComparison.Ordinal);
        Assert.Equal("the transcription failed", error.ForSender);
    }

    [Fact]
    public async Task Transcribe_SilentService_EndsAfterAMinute()
    {
        using var server = new LoopbackServer((_, _) => (200, "application/json", "")) { HangsFrom = 1 };
        var time = new FakeTimeProvider();
        using var transcriber = new ServiceTranscriber(new TranscriptionOptions { Url = server.Address }, time);
        var run = transcriber.TranscribeAsync(Recording.Of("audio/ogg", "OggS"u8.ToArray()), default);
        await server.Stalled.Task;
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("the transcription took too long", (await Assert.ThrowsAsync<TranscriptionException>(() => run)).ForSender);
    }

    [Fact]
    public async Task Transcribe_NoServer_SaysSo()
    {
        var (listener, address) = LoopbackServer.Listen();
        listener.Close();
        Assert.Contains("LURKBOT_TRANSCRIBE_URL", (await Assert.ThrowsAsync<TranscriptionException>(() => TranscribeAsync(address))).Message, StringComparison.Ordinal);
    }

    private static async Task<string> TranscribeAsync(Uri address)
    {
        using var transcriber = new ServiceTranscriber(new TranscriptionOptions { Url = address, ApiKey = "sk-spoken-word" }, TimeProvider.System);
        return await transcriber.TranscribeAsync(Recording.Of("audio/ogg", "OggS"u8.ToArray()), default);
    }
}
