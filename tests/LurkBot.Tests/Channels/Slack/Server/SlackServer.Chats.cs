using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Apps, accounts, conversations and memberships.</summary>
internal sealed partial class SlackServer
{
    /// <summary>Installs an app with all scopes and events that the server knows. A test takes some away.</summary>
    public WorkspaceApp AddApp(string name, string botToken, string appToken, params string[] commands)
    {
        Assert.StartsWith("xoxb-", botToken, StringComparison.Ordinal);
        Assert.StartsWith("xapp-", appToken, StringComparison.Ordinal);
        lock (world.Gate)
        {
            var user = AddUser(name, name, isBot: true);
            var app = new WorkspaceApp(world.NewId("A"), world.NewId("B"), botToken, appToken, user);
            app.Commands.UnionWith(commands);
            world.Apps.Add(app);
            return app;
        }
    }

    /// <summary>Adds an account.</summary>
    /// <param name="name">The name after the @.</param>
    /// <param name="realName">The full name.</param>
    /// <param name="team">The workspace of a person in a shared channel; null for this one.</param>
    /// <param name="isBot">Whether it is the user of an app.</param>
    public WorkspaceUser AddUser(string name, string realName, string? team = null, bool isBot = false)
    {
        lock (world.Gate)
        {
            var user = new WorkspaceUser(world.NewId("U"), team ?? world.Team, name, realName, isBot);
            return world.Users[user.Id] = user;
        }
    }

    /// <summary>A public channel with all apps in it.</summary>
    public WorkspaceChannel AddChannel(string name, params WorkspaceUser[] members) => AddChannel(ConversationKind.Public, name, members);

    /// <summary>A private channel with all apps in it.</summary>
    public WorkspaceChannel AddPrivateChannel(string name, params WorkspaceUser[] members) => AddChannel(ConversationKind.Private, name, members);

    /// <summary>A group of direct messages with all apps in it.</summary>
    public WorkspaceChannel AddMpim(params WorkspaceUser[] members) =>
        AddChannel(ConversationKind.Mpim, "mpdm-" + string.Join("--", members.Select(member => member.Name)) + "-1", members);

    /// <summary>The direct messages of a person and an app.</summary>
    public WorkspaceChannel OpenIm(WorkspaceUser user, WorkspaceApp? app = null)
    {
        lock (world.Gate)
            return http.Methods.OpenIm(App(app), user);
    }

    /// <summary>A person joins a channel; it shows there.</summary>
    public WorkspaceMessage Join(WorkspaceChannel channel, WorkspaceUser user)
    {
        lock (world.Gate)
        {
            if (!channel.Has(user))
                channel.Members.Add(user.Id);
            var message = Write(channel, new JsonObject { ["subtype"] = "channel_join", ["user"] = user.Id, ["text"] = $"<@{user.Id}> has joined the channel" });
            http.Events.InChannel(channel, "member_joined_channel", channel.Scope + ":read", new JsonObject
            {
                ["user"] = user.Id,
                ["channel"] = channel.Id,
                ["channel_type"] = channel.Id[..1],
                ["team"] = world.Team,
            });
            return message;
        }
    }

    /// <summary>Takes an account out of a channel without a word. An app is invited again with <see cref="Join"/>.</summary>
    public void Remove(WorkspaceChannel channel, WorkspaceUser user) => Change(() => channel.Members.Remove(user.Id));

    public void Archive(WorkspaceChannel channel) => Change(() => channel.IsArchived = true);

    /// <summary>A person renames a channel.</summary>
    public void Rename(WorkspaceChannel channel, string name) => Change(() =>
    {
        channel.Name = name;
        http.Events.InChannel(channel, channel.Kind == ConversationKind.Public ? "channel_rename" : "group_rename", channel.Scope + ":read", new JsonObject
        {
            ["channel"] = new JsonObject { ["id"] = channel.Id, ["name"] = name, ["created"] = 1_760_000_000 },
        });
    });

    /// <summary>An administrator removes the app: its tokens are refused from now on.</summary>
    public void Uninstall(WorkspaceApp? app = null) => Change(() =>
    {
        var gone = App(app);
        http.Events.Send(gone, "app_uninstalled", "", new JsonObject { ["type"] = "app_uninstalled" });
        http.Events.Send(gone, "tokens_revoked", "", new JsonObject { ["type"] = "tokens_revoked", ["tokens"] = new JsonObject { ["oauth"] = new JsonArray(), ["bot"] = new JsonArray(gone.User.Id) } });
        gone.TokenError = "token_revoked";
    });

    private WorkspaceChannel AddChannel(ConversationKind kind, string name, WorkspaceUser[] members)
    {
        lock (world.Gate)
        {
            var channel = new WorkspaceChannel(world.NewId(kind == ConversationKind.Mpim ? "G" : "C"), kind, name);
            channel.Members.AddRange(members.Select(member => member.Id).Concat(world.Apps.Select(app => app.User.Id)));
            world.Channels.Add(channel);
            return channel;
        }
    }

    private void Change(Action change)
    {
        lock (world.Gate)
            change();
        world.Changed();
    }
}
