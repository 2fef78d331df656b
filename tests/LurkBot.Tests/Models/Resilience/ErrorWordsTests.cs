using LurkBot.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

/// <summary>What a server says in an error reaches the person, whatever form it has.</summary>
public sealed class ErrorWordsTests
{
    private const string Json = "application/json";

    [Theory]
    [InlineData("""{"detail":"The engine sleeps"}""", "The engine sleeps")]
    [InlineData("""{"detail":[{"msg":"field required","loc":["body","messages",0,"name"],"type":"missing"},{"msg":"too short","loc":["body","user"]}]}""", "messages.0.name: field required; user: too short")]
    [InlineData("""{"detail":{"error":"The engine sleeps"}}""", "The engine sleeps")]
    [InlineData("""{"message":"The engine sleeps","code":7}""", "The engine sleeps")]
    [InlineData("""{"errors":["one","two"]}""", "one; two")]
    [InlineData("""{"errors":[{"message":"The engine sleeps"}]}""", "The engine sleeps")]
    [InlineData("""{"error":"The engine sleeps"}""", "The engine sleeps")]
    [InlineData("""{"error":{"message":{"detail":"The engine sleeps"}}}""", "The engine sleeps")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"{\"detail\":\"The engine sleeps\"}"}}}""", "Provider returned error The engine sleeps")]
    [InlineData("""{"type":"about:blank","title":"The engine sleeps","status":400}""", "The engine sleeps")]
    [InlineData("<!doctype html><html><head><style>b{}</style><title>Bad &amp; sad</title><script>alert(1)</script></head><body><h1>The engine\nsleeps</h1></body></html>", "Bad & sad The engine sleeps")]
    [InlineData("The engine sleeps", "The engine sleeps")]
    [InlineData("event: error\ndata: {\"message\":\"The engine sleeps\"}\n\n", "The engine sleeps")]
    [InlineData("\"The engine sleeps\"", "The engine sleeps")]
    [InlineData("{\"message\":\"cut o", "{\"message\":\"cut o")]
    public async Task Refusal_InAnyForm_SaysTheServersWords(string body, string expected)
    {
        var message = (await FailAsync(400, body)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_HostileBody_IsBoundedPlainAndWithoutSecrets()
    {
        var message = (await FailAsync(400, $"{{\"detail\":\"key secret-key-of-mine and sk-ant-api03-{new string('x', 60)} \\u001b[31m\\u202e {new string('y', 5000)}\"}}")).Message;
        Assert.DoesNotContain("secret-key-of-mine", message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-ant-api03-xxx", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', message);
        Assert.DoesNotContain('\u202e', message);
        Assert.InRange(message.Length, 1, 500);
        Assert.InRange((await FailAsync(400, new string('[', 60_000))).Message.Length, 1, 500);
    }

    [Theory]
    [InlineData("Retry-After", "10800", "3 h, until 15:00")]
    [InlineData("Retry-After", "172800", "2 days, until 2026-01-03 12:00")]
    [InlineData("x-ratelimit-reset", "1767286800", "5 h, until 17:00")]
    [InlineData("x-ratelimit-reset", "1767286800000", "5 h, until 17:00")]
    [InlineData("", """{"error":{"message":"Rate limit reached: tokens per day (TPD). Please try again in 7m12s."}}""", "8 min, until 12:07")]
    [InlineData("", """{"error":{"message":"Rate limit exceeded: free-models-per-day"}}""", "tomorrow")]
    [InlineData("", """{"error":{"message":"Slow","details":[{"retryDelay":"7200s"}]}}""", "2 h, until 14:00")]
    public async Task RateLimit_OfHours_IsToldWithTheTimeAndNotWaitedFor(string header, string value, string expected)
    {
        using var server = new LoopbackServer((_, _) => (429, Json, header.Length == 0 ? value : """{"error":{"message":"Limit"}}"""));
        if (header.Length > 0)
            server.Headers[header] = value;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        time.SetLocalTimeZone(TimeZoneInfo.Utc);
        using var clients = new ModelClients(new ModelOptions { OpenAIBaseUrl = new Uri(server.Address, "v1") }, time);
        using var client = clients.Create("openai/m");
        var error = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Hello"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(ModelFailure.RateLimit, error.Failure);
        Assert.Single(server.Bodies);
    }

    private static async Task<ModelException> FailAsync(int status, string body)
    {
        using var server = new LoopbackServer((_, _) => (status, Json, body));
        using var clients = new ModelClients(new ModelOptions { OpenAIApiKey = "secret-key-of-mine", OpenAIBaseUrl = new Uri(server.Address, "v1") }, TimeProvider.System);
        using var client = clients.Create("openai/m");
        return await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Hello"));
    }
}
