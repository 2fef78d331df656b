using System.Diagnostics;
using LurkBot.Configuration;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>What a process tells of its turns, and what it never tells.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Secret = "hunter2-zq81";

    /// <summary>No session key, no user id, no text.</summary>
    private static readonly string[] Labels =
    [
        "channel", "fate", "type",
        "error.type", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.token.type", "server.address", "server.port",
    ];

    private readonly TemporaryFolder home = new();
    private readonly CapturedTelemetry captured = new();
    private readonly CapturedLog<SessionRunner> log = new();

    public void Dispose()
    {
        captured.Dispose();
        home.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turn_TwoCallsAndATool_IsOneSpanWithItsChildren(bool stream)
    {
        using var process = Process(new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "ls")) : Counted("done")), stream);
        await process.SayAsync("hello");

        var turn = Assert.Single(captured.Spans, span => span.OperationName is LurkBotTelemetry.TurnSpan);
        await using var session = await process.OpenAsync();
        var id = session.Info.Id.ToString();
        Assert.Equal((id, "answered", "cli", 1), (turn.GetTagItem("lurkbot.session.id"), turn.GetTagItem("lurkbot.fate"), turn.GetTagItem("lurkbot.channel"), turn.GetTagItem("lurkbot.attempt")));
        Assert.Equal(("scripted", 7L, 3L), (turn.GetTagItem("lurkbot.model"), turn.GetTagItem("lurkbot.input_tokens"), turn.GetTagItem("lurkbot.output_tokens")));
        var calls = captured.Spans.Where(span => span.GetTagItem("gen_ai.operation.name") is "chat").ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, call => Assert.Equal(id, call.GetTagItem("gen_ai.conversation.id")));
        Assert.Equal("bash", Assert.Single(captured.Spans, span => span.GetTagItem("gen_ai.operation.name") is "execute_tool").GetTagItem("gen_ai.tool.name"));
        Assert.All(captured.Spans, span => Assert.True(IsWithin(span, turn), span.DisplayName));
    }

    [Fact]
    public async Task Turn_Approved_GoesOnInASpanOfItsOwnWithItsTool()
    {
        using var process = Process(new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "ls")) : Counted("done")));
        process.AsksAbout = _ => true;
        await process.SayAsync("hello");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        await process.RunAsync();
        var turns = captured.Spans.Where(span => span.OperationName is LurkBotTelemetry.TurnSpan).ToList();
        Assert.Equal(["parked", "answered"], turns.Select(turn => turn.GetTagItem("lurkbot.fate")));
        var tool = captured.Spans.Last(span => span.GetTagItem("gen_ai.operation.name") is "execute_tool");
        Assert.True(IsWithin(tool, turns[1]));
        Assert.Contains(log.Lines, line => line.Contains("was left without an end: Resume", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_Tell_FatesDurationsWaitsAndTokensByChannel()
    {
        using var process = Process(new ScriptedModel((_, _, _) => Counted("done")));
        await process.SayAsync("hello");
        await process.RunAsync(await process.AcceptAsync(new InboundMessage(process.Key, "hi", TestProcess.Owner, new ReplyAddress("telegram:491701234567"))));

        Assert.Equal(["cli answered", "telegram answered"], captured.Measures.Where(measure => measure.Name is "lurkbot.turns").Select(measure => $"{measure.Tag("channel")} {measure.Tag("fate")}"));
        Assert.Equal(2, captured.Measures.Count(measure => measure.Name is "lurkbot.turn.duration"));
        Assert.Equal(2, captured.Measures.Count(measure => measure.Name is "lurkbot.turn.wait" && measure.Value >= 0));
        Assert.Equal(14, captured.Measures.Where(measure => measure.Name is "lurkbot.tokens" && measure.Tag("type") is "input").Sum(measure => measure.Value));
        Assert.Equal(2, captured.Measures.Count(measure => measure.Name is "gen_ai.client.operation.duration"));
        Assert.All(captured.Measures.SelectMany(measure => measure.Tags), tag => Assert.Contains(tag.Key, Labels));
        Assert.DoesNotContain("491701234567", captured.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(process.Key.ToString(), captured.Everything + string.Join('\n', log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secret_InMessageArgumentResultAndErrors_IsNowhere(bool stream)
    {
        using var process = Process(
            new ScriptedModel((_, number, _) => number switch
            {
                1 => ScriptedModel.Calls(("c1", $"echo {Secret}"), ("c2", "fail")),
                2 => Fail(new ModelException(ModelFailure.Overloaded, $"The provider says: {Secret}")),
                3 => Fail(new InvalidOperationException(Secret)),
                _ => ScriptedModel.Text(Secret),
            }),
            stream,
            command => command is "fail" ? throw new InvalidOperationException(Secret) : $"said {Secret}");
        var failed = (await process.SayAsync($"my password is {Secret}")).OfType<TurnUpdate.Ended>().Single().Result;
        Assert.Equal(ModelFailure.Overloaded, Assert.IsType<ModelException>(failed.Error).Failure);
        var unexpected = (await process.SayAsync(Secret)).OfType<TurnUpdate.Ended>().Single().Result;
        Assert.IsType<InvalidOperationException>(unexpected.Error);
        await process.SayAsync(Secret);

        Assert.Contains(await process.ReadAsync(), entry => entry.Content.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, captured.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("failed: model.Overloaded", StringComparison.Ordinal));
        Assert.Equal(2, captured.Spans.Count(span => span.OperationName is LurkBotTelemetry.TurnSpan && span.Status == ActivityStatusCode.Error));
        Assert.Contains(captured.Spans, span => span.StatusDescription is "model.Overloaded");
    }

    [Fact]
    public async Task Hub_OpensAndCloses_AreCountedByChannel()
    {
        var loaded = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path });
        using var services = new AssistantServices(loaded, new MemorySessionStore(TimeProvider.System), () => throw new NotSupportedException(), () => throw new NotSupportedException(), (html, _) => html, () => [], _ => { }, TimeProvider.System);
        await using (var hub = new SessionHub(services, new SessionHubOptions(), loggers: null, captured.Telemetry))
        {
            await using (await hub.UseAsync(SessionKey.Parse("telegram:491701234567:dm"), default))
            await using (await hub.UseAsync(SessionKey.Parse("cli:p:main"), default))
                Assert.Equal(["cli 1", "telegram 1"], Open());
        }

        Assert.Equal(["cli 0", "telegram 0"], Open());
        Assert.DoesNotContain("491701234567", captured.Everything, StringComparison.Ordinal);

        IEnumerable<string> Open() => captured.Measures.Where(measure => measure.Name is "lurkbot.sessions.open").GroupBy(measure => measure.Tag("channel"), StringComparer.Ordinal).Select(group => $"{group.Key} {group.Sum(measure => measure.Value)}").Order(StringComparer.Ordinal);
    }

    private static bool IsWithin(Activity span, Activity turn)
    {
        for (var at = span; at is not null; at = at.Parent)
        {
            if (at == turn)
                return true;
        }

        return false;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Counted(string text)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextContent(text), new UsageContent(new UsageDetails { InputTokenCount = 7, OutputTokenCount = 3 })]) { ModelId = "scripted", FinishReason = ChatFinishReason.Stop };
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Fail(Exception error)
    {
        await Task.Yield();
        yield return error is null ? new ChatResponseUpdate() : throw error;
    }

    private TestProcess Process(IChatClient model, bool stream = true, Func<string, string>? bash = null) =>
        new(home.Path, model, bash: (command, _) => Task.FromResult(bash?.Invoke(command) ?? "ran"), logger: log, telemetry: captured.Telemetry) { Stream = stream };
}
