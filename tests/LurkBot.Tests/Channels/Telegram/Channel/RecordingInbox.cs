using System.Collections.Concurrent;
using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>An inbox that keeps what it was told, and can refuse it.</summary>
internal sealed class RecordingInbox : IChannelInbox
{
    private readonly Lock gate = new();
    private readonly List<PlatformEvent> events = [];
    private readonly List<(string Notice, string Text)> told = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentDictionary<string, string> Cursors { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs before anything is taken; may throw.</summary>
    public Func<IReadOnlyList<PlatformEvent>, bool, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The threads that have a session.</summary>
    public HashSet<DeliveryTarget> Known { get; } = [];

    public IReadOnlyList<PlatformEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    public IReadOnlyList<(string Notice, string Text)> Told
    {
        get
        {
            lock (gate)
                return [.. told];
        }
    }

    public async Task ReceiveAsync(IReadOnlyList<PlatformEvent> events, bool isBacklog, CancellationToken cancellationToken)
    {
        await Before(events, isBacklog);
        Change(() => this.events.AddRange(events));
    }

    public ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(Cursors.GetValueOrDefault(name));

    public ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken)
    {
        Change(() => Cursors[name] = value);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> KnowsAsync(DeliveryTarget thread, CancellationToken cancellationToken) => ValueTask.FromResult(Known.Contains(thread));

    public ValueTask TellOwnerAsync(string notice, string text, CancellationToken cancellationToken)
    {
        Change(() => told.Add((notice, text)));
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until this holds; it is looked at after each change.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (true)
        {
            Task next;
            lock (gate)
                next = changed.Task;
            if (holds())
                return;
            await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for so many events.</summary>
    public async Task<IReadOnlyList<PlatformEvent>> HearAsync(int count)
    {
        await UntilAsync(() => Events.Count >= count);
        return Events;
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            change();
            (before, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }
}
