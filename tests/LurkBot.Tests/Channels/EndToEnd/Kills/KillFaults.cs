namespace LurkBot.Tests.Channels;

/// <summary>What goes wrong with requests to all platforms at once.</summary>
/// <param name="stages">The platforms.</param>
internal sealed class KillFaults(KillStages stages)
{
    private readonly List<(Task Hit, Action End, Func<int> Answered)> faults = [];

    /// <summary>How many requests of each kind have been answered well.</summary>
    public IReadOnlyList<int> Answered => [.. faults.Select(fault => fault.Answered())];

    /// <summary>Refuses requests, to be made again in a second.</summary>
    /// <param name="telegram">A method of Telegram.</param>
    /// <param name="discord">A route of Discord.</param>
    /// <param name="slack">Methods of Slack.</param>
    public KillFaults Refuse(string telegram, string discord, params string[] slack) => Add(FaultKind.Refuse, int.MaxValue, 0, telegram, discord, slack);

    /// <summary>Carries the next request of each kind out, and does not answer it.</summary>
    public KillFaults Hold(string telegram, string discord, params string[] slack) => Add(FaultKind.Hold, 1, 0, telegram, discord, slack);

    /// <summary>The same, on Slack alone.</summary>
    public KillFaults Hold(string slack) => AddSlack(FaultKind.Hold, 1, 0, slack);

    /// <summary>The same with the second request of each kind.</summary>
    public KillFaults HoldSecond(string telegram, string discord, params string[] slack) => Add(FaultKind.Hold, 1, 1, telegram, discord, slack);

    /// <summary>Waits until each was hit.</summary>
    public Task HitAsync() => Task.WhenAll(faults.Select(fault => fault.Hit)).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Ends them, and answers what waits.</summary>
    public void End() => faults.ForEach(fault => fault.End());

    private KillFaults Add(FaultKind kind, int times, int skip, string telegram, string discord, string[] slack)
    {
        var first = stages.Telegram.Server.Fail(telegram, kind, times, BotApiException.TooManyRequests(1), skip);
        faults.Add((first.Hit.Task, () => (first.Times, _) = (0, first.Released.TrySetResult()), () => stages.Telegram.Server.Requests.Count(request => request.Method == telegram && request.Status == 200)));
        var second = stages.Discord.Server.Fail(discord, kind, times, RestRefusal.RateLimited(1), skip);
        faults.Add((second.Hit.Task, () => (second.Times, _) = (0, second.Released.TrySetResult()), () => stages.Discord.Server.Requests.Count(request => request.Route == discord && request.Status == 200)));
        foreach (var method in slack)
            AddSlack(kind, times, skip, method);
        return this;
    }

    private KillFaults AddSlack(FaultKind kind, int times, int skip, string method)
    {
        var fault = stages.Slack.Server.Fail(method, kind, times, SlackException.RateLimited(1), skip);
        faults.Add((fault.Hit.Task, () => (fault.Times, _) = (0, fault.Released.TrySetResult()), () => stages.Slack.Server.Requests.Count(request => request.Method == method && request is { Status: 200, Error: null })));
        return this;
    }
}
