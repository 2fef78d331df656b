using System.Globalization;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the server holds: apps, people, conversations, files. Each change under <see cref="Gate"/> is told to those who wait for one.</summary>
internal sealed class SlackWorld(TimeProvider time)
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int nextTs = 100;
    private int nextId = 1;

    public Lock Gate { get; } = new();

    public TimeProvider Time { get; } = time;

    public DateTimeOffset Now => Time.GetUtcNow();

    public string Team { get; set; } = "T0LURK";

    /// <summary>The address of the server.</summary>
    public string Root { get; set; } = "";

    public List<WorkspaceApp> Apps { get; } = [];

    public Dictionary<string, WorkspaceUser> Users { get; } = new(StringComparer.Ordinal);

    public List<WorkspaceChannel> Channels { get; } = [];

    public Dictionary<string, WorkspaceFile> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<(WorkspaceChannel Channel, string Ts), WorkspaceThread> Threads { get; } = [];

    public List<WorkspaceEphemeral> Ephemerals { get; } = [];

    public Dictionary<string, WorkspaceInteraction> Interactions { get; } = new(StringComparer.Ordinal);

    /// <summary>The App Home views, by app and user.</summary>
    public Dictionary<(WorkspaceApp App, string User), JsonObject> Homes { get; } = [];

    /// <summary>How long an app may edit its messages; the setting of the workspace. Null for always.</summary>
    public TimeSpan? EditWindow { get; set; }

    /// <summary>Whether messages of uploads are kept back until a test lets them go, as the real server shares files later.</summary>
    public bool HoldsShares { get; set; }

    public List<Action> HeldShares { get; } = [];

    /// <summary>Done at the next change.</summary>
    public Task NextChange()
    {
        lock (Gate)
            return changed.Task;
    }

    public void Changed()
    {
        TaskCompletionSource done;
        lock (Gate)
            (done, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        done.TrySetResult();
    }

    /// <summary>A new id of the server, such as C000000001.</summary>
    public string NewId(string prefix) => $"{prefix}{nextId++.ToString("D9", CultureInfo.InvariantCulture)}";

    /// <summary>A new id of the server in the form of a GUID.</summary>
    public string NewGuid() => $"00000000-0000-4000-8000-{NewId("000")}";

    /// <summary>A new time stamp, later than all before: it is the id of a message in its conversation.</summary>
    public string NewTs() => $"{Now.ToUnixTimeSeconds()}.{nextTs++.ToString("D6", CultureInfo.InvariantCulture)}";

    /// <summary>Puts a message into a conversation, where its sender and text are already known.</summary>
    public WorkspaceMessage Write(WorkspaceChannel channel, JsonObject content, string? threadTs = null)
    {
        var json = new JsonObject { ["type"] = "message" };
        foreach (var (name, value) in content)
            json[name] = value?.DeepClone();
        json["ts"] = NewTs();
        json["team"] ??= Team;
        if (threadTs is not null)
        {
            json["thread_ts"] = threadTs;
            if (channel.Messages.Find(message => message.Ts == threadTs) is { } parent)
            {
                json["parent_user_id"] = parent.User;
                if (parent.ThreadTs is null)
                    parent.Change(root => root["thread_ts"] = threadTs);
            }
        }

        var message = new WorkspaceMessage(channel, json, Now);
        message.NoteBroadcasts();
        channel.Messages.Add(message);
        // A message of the app clears its status line there.
        if (message.BotId is not null && threadTs is not null && Threads.TryGetValue((channel, threadTs), out var thread) && thread.Statuses is [.., { Text.Length: > 0 }])
            thread.Statuses.Add(("", Now));
        return message;
    }

    public WorkspaceThread Thread(WorkspaceChannel channel, string ts)
    {
        if (!Threads.TryGetValue((channel, ts), out var thread))
            Threads[(channel, ts)] = thread = new WorkspaceThread();
        return thread;
    }

    /// <summary>A message as history shows it: with what is known about its replies and reactions.</summary>
    public static JsonObject ToJson(WorkspaceMessage message, bool withMetadata)
    {
        var json = message.IsDeleted
            ? new JsonObject { ["type"] = "message", ["subtype"] = "tombstone", ["user"] = "USLACKBOT", ["text"] = "This message was deleted.", ["hidden"] = true, ["ts"] = message.Ts, ["thread_ts"] = message.ThreadTs }
            : (JsonObject)message.Json.DeepClone();
        var replies = message.Channel.Messages.FindAll(reply => reply.ThreadTs == message.Ts && reply != message && !reply.IsDeleted);
        if (replies.Count > 0)
        {
            var users = replies.Select(reply => reply.User ?? reply.BotId!).Distinct(StringComparer.Ordinal).ToList();
            json["thread_ts"] = message.Ts;
            json["reply_count"] = replies.Count;
            json["reply_users_count"] = users.Count;
            json["latest_reply"] = replies[^1].Ts;
            json["reply_users"] = new JsonArray([.. users.Select(user => (JsonNode)user)]);
            json["is_locked"] = false;
        }

        if (message.Reactions.Count > 0)
        {
            json["reactions"] = new JsonArray([.. message.Reactions.GroupBy(reaction => reaction.Name, StringComparer.Ordinal).Select(reaction => (JsonNode)new JsonObject
            {
                ["name"] = reaction.Key,
                ["users"] = new JsonArray([.. reaction.Select(one => (JsonNode)one.User)]),
                ["count"] = reaction.Count(),
            })]);
        }

        if (withMetadata && message.Metadata is not null)
            json["metadata"] = message.Metadata.DeepClone();
        message.Spoil?.Invoke(json);
        return json;
    }
}
