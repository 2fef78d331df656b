using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Gateway;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Tests.Operations;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Gateway;

public sealed class SessionSweepTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Run_EveryTenMinutes_MovesSessionsThatRestAndSaysSo()
    {
        var time = new FakeTimeProvider();
        var assistant = new TestAssistant(time, home.Path);
        await using (var session = await assistant.Store.OpenOrCreateAsync(SessionKey.Parse("cli:a:main"), default))
            await session.AppendAsync([new UserEntry { At = time.GetUtcNow(), Turn = 1, Content = "hello" }], default);
        var logger = new FirstLine();
        await using var open = new Assistant(assistant.Services, new SessionRunnerOptions(), new SessionHubOptions(), compactsInBackground: false);
        await (await open.Hub.UseAsync(SessionKey.Parse("cli:a:main"), default)).DisposeAsync();
        Assert.Equal(1, open.Hub.Count);
        using var sweep = new SessionSweep(new SweepRunner(assistant.Services), open, time, logger);
        await sweep.StartAsync(default);
        await Poll.UntilAsync(() =>
        {
            // The service begins to wait at a moment of its own.
            time.Advance(SessionSweep.Interval);
            return logger.Line.IsCompleted;
        });
        // Nothing is used: no release closes it.
        await Poll.UntilAsync(() => open.Hub.Count == 0);
        Assert.StartsWith("cli:a:main: Idle (no message for ", await logger.Line, StringComparison.Ordinal);
        await sweep.StopAsync(default);
        Assert.Equal(SessionState.Idle, (await assistant.Store.ListAsync(default)).Sessions.Single().State);
    }

    private sealed class FirstLine : ILogger<SessionSweep>
    {
        private readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => line.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => line.TrySetResult(formatter(state, exception));
    }
}
