using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What can be seen.</summary>
internal sealed partial class SlackServer
{
    private static readonly TimeSpan StatusTime = TimeSpan.FromMinutes(2);

    /// <summary>All requests, oldest first.</summary>
    public IReadOnlyList<SlackRequest> Requests => http.Log;

    /// <summary>The messages of a conversation that can be seen now, replies among them, oldest first.</summary>
    public IReadOnlyList<WorkspaceMessage> Messages(WorkspaceChannel channel)
    {
        lock (world.Gate)
            return [.. channel.Messages.Where(message => !message.IsDeleted)];
    }

    /// <summary>The messages of an app that can be seen now.</summary>
    public IReadOnlyList<WorkspaceMessage> Answers(WorkspaceChannel channel, WorkspaceApp? app = null) =>
        [.. Messages(channel).Where(message => message.BotId == App(app).BotId && message.Subtype != "assistant_app_thread")];

    /// <summary>The messages of an app in the thread of a message.</summary>
    public IReadOnlyList<WorkspaceMessage> Replies(WorkspaceMessage thread, WorkspaceApp? app = null) =>
        [.. Answers(thread.Channel, app).Where(message => message.IsReply && message.ThreadTs == (thread.ThreadTs ?? thread.Ts))];

    /// <summary>Everything that pinged more than one person: who, and where.</summary>
    public IReadOnlyList<(string Who, WorkspaceMessage Message)> Broadcasts(WorkspaceApp? app = null)
    {
        lock (world.Gate)
            return [.. world.Channels.SelectMany(channel => channel.Messages).Where(message => message.BotId == App(app).BotId).SelectMany(message => message.Broadcasts.Select(who => (who, message)))];
    }

    /// <summary>The messages that one person sees.</summary>
    public IReadOnlyList<WorkspaceEphemeral> Ephemerals
    {
        get
        {
            lock (world.Gate)
                return [.. world.Ephemerals];
        }
    }

    /// <summary>What the app set for the thread of a message.</summary>
    public WorkspaceThread Thread(WorkspaceMessage message)
    {
        lock (world.Gate)
            return world.Thread(message.Channel, message.ThreadTs ?? message.Ts);
    }

    /// <summary>The status line that is shown in a thread now; empty for none. It ends after two minutes or with the app's next message there.</summary>
    public string Status(WorkspaceMessage message) => Thread(message).Statuses is [.., var last] && world.Now - last.Time < StatusTime ? last.Text : "";

    /// <summary>The home tab of a person; null for none.</summary>
    public JsonObject? Home(WorkspaceUser user, WorkspaceApp? app = null)
    {
        lock (world.Gate)
            return world.Homes.GetValueOrDefault((App(app), user.Id));
    }

    /// <summary>All files.</summary>
    public IReadOnlyList<WorkspaceFile> Files
    {
        get
        {
            lock (world.Gate)
                return [.. world.Files.Values];
        }
    }

    /// <summary>Waits until this holds on the server; it is looked at after each change. Fails the test with the last requests when it does not.</summary>
    public async Task UntilAsync(Func<bool> holds, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var change = world.NextChange();
            if (holds())
                return;
            try
            {
                await change.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var last = Requests.TakeLast(20).Select(request => $"{request.Method} {request.Status} {request.Error} {request.Arguments?.ToJsonString()}");
                Assert.Fail($"Not within {seconds} s. The last requests:\n{string.Join('\n', last)}\n{string.Join('\n', Problems)}");
            }
        }
    }
}
