using System.Collections.Concurrent;

namespace LurkBot.Channels;

/// <summary>The line below a thread that says that a reply is being written: as an agent's, which has a button to stop it, where the app is one; else as an assistant's (CHANNELS S31, S35). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackStatus(SlackApi api, TimeProvider time, SlackTimes times)
{
    private const string Agents = "agents.sessions.setStatus", Assistants = "assistant.threads.setStatus";
    private const int Kept = 1000;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Chat, string Thread), string> shown = new();
    private readonly ConcurrentDictionary<(string Chat, string Thread), bool> ended = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> without = new(StringComparer.Ordinal);

    /// <summary>Shows it; Slack takes it away after two minutes, or with the next message.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when Slack refuses it there.</returns>
    public async ValueTask<bool> ShowAsync(string chat, string thread, CancellationToken cancellationToken)
    {
        foreach (var method in (string[])[Agents, Assistants])
        {
            if (without.TryGetValue(method, out var until) && until > time.GetUtcNow())
                continue;
            var answer = await api.CallAsync(method, [("channel_id", chat), ("thread_ts", thread), ("status", method == Agents ? "processing" : "is thinking…")], times.Request, cancellationToken);
            if (answer is SlackAnswer.Done)
            {
                if (shown.Count >= Kept)
                    shown.Clear();
                shown[(chat, thread)] = method;
            }

            if (answer is not SlackAnswer.Refused { IsLimit: false, IsOutage: false } refused)
                return true;
            Learn(method, refused);
        }

        return false;
    }

    /// <summary>Takes it away, where it is shown or a killed process may have left it. An assistant's goes by itself.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask EndAsync(string chat, string thread, CancellationToken cancellationToken)
    {
        var isShown = shown.TryRemove((chat, thread), out var method);
        if (ended.Count >= Kept)
            ended.Clear();
        if (!ended.TryAdd((chat, thread), true) && !isShown)
            return;
        if (!isShown && without.TryGetValue(Agents, out var until) && until > time.GetUtcNow())
            return;
        method ??= Agents;
        var answer = await api.CallAsync(method, [("channel_id", chat), ("thread_ts", thread), ("status", method == Agents ? "active" : "")], times.Request, cancellationToken);
        if (answer is SlackAnswer.Refused { IsLimit: false, IsOutage: false } refused)
            Learn(method, refused);
    }

    private void Learn(string method, SlackAnswer.Refused refused)
    {
        if (refused.Error is not ("channel_not_found" or "thread_not_found" or "not_in_channel" or "is_archived"))
            without[method] = time.GetUtcNow() + Remembered;
    }
}
