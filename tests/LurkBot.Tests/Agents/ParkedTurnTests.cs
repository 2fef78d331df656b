using LurkBot.Agents;
using LurkBot.History;
using LurkBot.Sessions;
using LurkBot.Tools;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Agents;

/// <summary>Calls that wait for approval, across restarts.</summary>
public sealed class ParkedTurnTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly List<string> ran = [];

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(true, ApprovalDecision.Once)]
    [InlineData(false, ApprovalDecision.Once)]
    [InlineData(true, ApprovalDecision.No)]
    [InlineData(false, ApprovalDecision.Expired)]
    public async Task Run_CallBetweenTwoOthers_ParksAndGoesOnFromTheFile(bool stream, ApprovalDecision decision)
    {
        await using (var session = await OpenAsync())
        {
            var first = Turn(session, stream);
            Assert.True((await first.RunAsync(new UserEntry { Content = "go" }, null, default)).IsParked);
            Assert.Equal(["a"], ran);
            Assert.Equal("b", Assert.Single(first.Updates.OfType<TurnUpdate.ApprovalAsked>()).Call);
        }

        await using (var session = await OpenAsync())
        {
            var question = (await session.ReadAllAsync(default)).OfType<ApprovalEntry>().Single();
            Assert.Equal((1L, "b"), (question.Turn, question.Scope));
            Assert.True(await SessionRunner.AnswerAsync(session, question, decision, "owner", TimeProvider.System, default));
            Assert.False(await SessionRunner.AnswerAsync(session, question, ApprovalDecision.Once, "owner", TimeProvider.System, default));
            var next = Turn(session, stream);
            var result = await next.RunAsync(new UserEntry { Content = "and?" }, null, default);
            Assert.Equal("done", result.Reply);
            Assert.Equal(decision is ApprovalDecision.Once ? ["a", "b", "c"] : ["a", "c"], ran);
            var results = (await session.ReadAllAsync(default)).OfType<ToolEntry>().ToList();
            Assert.Equal(["c1", "c2", "c3"], results.Select(entry => entry.ToolCallId));
            Assert.Equal([false, decision is not ApprovalDecision.Once, false], results.Select(entry => entry.Error));
            Assert.Equal(TurnState.Empty, session.Info.Turns);
        }
    }

    private async Task<IStoredSession> OpenAsync() => await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:p:main"), default);

    private TestTurn Turn(IStoredSession session, bool stream)
    {
        var approvals = new TurnApprovals(["bash"], canAsk: true, TimeSpan.FromHours(1), (_, scope, _) => new(scope is not "b"));
        var tool = new ApprovalFunction(new SoundCallFunction(AIFunctionFactory.Create(
            (string command) =>
            {
                ran.Add(command);
                return "ran " + command;
            },
            "bash")), approvals);
        return new TestTurn(session, new ThreeCalls(), new SessionTurnOptions { Model = "m", SystemPrompt = "s", Stream = stream, Tools = [tool] }, TimeProvider.System) { Approvals = approvals };
    }

    /// <summary>Calls a tool three times at once, and is done when it has the results.</summary>
    private sealed class ThreeCalls : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(messages))));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, Contents(messages));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static List<AIContent> Contents(IEnumerable<ChatMessage> messages) => messages.Any(message => message.Role == ChatRole.Tool)
            ? [new TextContent("done")]
            : [.. new[] { "a", "b", "c" }.Select((command, index) => new FunctionCallContent($"c{index + 1}", "bash", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = command }))];
    }
}
