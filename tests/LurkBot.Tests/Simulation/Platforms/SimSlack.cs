using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;
using LurkBot.Tests.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LurkBot.Tests.Simulation;

/// <summary>Slack, with the strict server of its Web API and Socket Mode.</summary>
internal sealed class SimSlack : SimPlatform
{
    private readonly SlackServer server;
    private readonly WorkspaceApp app;
    private readonly WorkspaceUser ada, bob, eve;
    private readonly WorkspaceChannel[] chats;
    private readonly WorkspaceChannel strange;
    private readonly Dictionary<WorkspaceMessage, (object Json, SimAnswer Answer)> shown = [];
    private string heard = "";

    public SimSlack(SimWorld world, TimeProvider time)
        : base(world, "slack")
    {
        server = SlackServer.Create(time, "http://slack");
        server.Sockets.Lifetime = TimeSpan.FromSeconds(Random.Next(40, 400));
        server.Sockets.Taken = Taken;
        ada = server.AddUser("ada", "Ada Lovelace");
        bob = server.AddUser("bob", "Bob");
        eve = server.AddUser("eve", "Eve");
        app = server.AddApp("lurkbot", SlackStage.Token, SlackStage.AppToken, "/lurkbot");
        chats = [server.OpenIm(ada), server.OpenIm(bob), server.AddChannel("general", ada, bob), server.AddPrivateChannel("secret", ada, bob)];
        strange = server.OpenIm(eve);
    }

    public override string OwnerKey => KeyOf("slack", chats[0].Id, SessionType.Main);

    public override IReadOnlyList<string> Problems => server.Problems;

    public override bool TellsWhatWasSent => true;

    public override bool TellsLate => true;

    public override IReadOnlyList<SimShown> Shown => [.. chats.Append(strange).Select(chat => new SimShown(this, chat.Id, [.. server.Answers(chat).Select(Answer)]))];

    public override void Configure(ChannelOptions options)
    {
        (options.BotToken, options.AppToken, options.BaseUrl) = (SlackStage.Token, SlackStage.AppToken, new Uri("http://slack/api"));
        (options.Owners, options.Allowlist, options.AllowedGroups) = ([ada.Id], [bob.Id], [chats[2].Id, chats[3].Id]);
    }

    public override IChannel Open(ChannelOptions options, SimProcess process)
    {
        var times = new SlackTimes();
        return SlackChannel.Create(options, SlackRendering.Blocks, process.Time, times: times, transport: new SimTransport(process, World, this), connect: SimLink.To(World, process, this, times.Ping + times.Pong));
    }

    public override Task HandleAsync(HttpContext context) => server.HandleAsync(context);

    public override HttpResponseMessage Flood(int seconds)
    {
        var answer = SimTransport.Answer(429, """{"ok":false,"error":"ratelimited"}""");
        answer.Headers.TryAddWithoutValidation("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return answer;
    }

    public override void Press(SimShown chat, SimAnswer answer, string choice)
    {
        if (chats.Append(strange).SelectMany(known => server.Answers(known)).FirstOrDefault(message => message.Ts == answer.Id) is { } message && message.Buttons.Any(pair => (string?)pair.Button["action_id"] == choice))
            server.Press(message.Channel == chats[1] ? bob : ada, message, choice);
    }

    public override void Trouble()
    {
        var open = server.Sockets.Connections.Where(connection => connection.IsOpen).ToList();
        var which = Random.Next(8);
        World.Trace($"slack has trouble {which}");
        switch (which)
        {
            case 0 when server.Sockets.Envelopes.Any(envelope => envelope.Type == "events_api"):
                server.RepeatEvent();
                break;
            case 1 when open.Count > 0:
                _ = open[Random.Next(open.Count)].WarnAsync();
                break;
            case 2 when open.Count > 0:
                _ = open[Random.Next(open.Count)].RefreshAsync();
                break;
            case 3:
                server.Sockets.Drop();
                break;
            case 4:
                server.HoldEvents();
                World.Clock.Schedule(TimeSpan.FromSeconds(Random.Next(1, 20)), null, () => server.ReleaseEvents(held => held.Select(envelope => (envelope, Random.Next())).OrderBy(pair => pair.Item2).Select(pair => pair.envelope)));
                break;
            case 5:
                server.Limit(Random.Next(4) switch { 0 => "chat.postMessage", 1 => "conversations.history", 2 => "chat.update", _ => "apps.connections.open" }, Random.Next(1, 40));
                break;
            case 6:
                server.HoldsShares = true;
                World.Clock.Schedule(TimeSpan.FromSeconds(Random.Next(1, 40)), null, () =>
                {
                    server.HoldsShares = false;
                    server.ReleaseShares();
                });
                break;
            case 7 when chats.SelectMany(chat => server.Answers(chat)).FirstOrDefault(message => message.Stream?.IsOpen(World.Clock.Now) == true) is { } streamed:
                if (server.PressStop(ada, streamed))
                    World.People.Stopped.Add(KeyOf(streamed.Channel, streamed.ThreadTs));
                break;
        }
    }

    public override string? Trace(HttpRequestMessage request, byte[] body)
    {
        var method = request.RequestUri!.AbsolutePath.Split('/')[^1];
        if (method is "reactions.add" or "users.info" or "assistant.threads.setStatus" or "agents.sessions.setStatus")
            return null;
        if (request.Content?.Headers.ContentType?.MediaType is not "application/x-www-form-urlencoded")
            return method;
        var form = QueryHelpers.ParseQuery(System.Text.Encoding.ASCII.GetString(body));
        var text = form.TryGetValue("text", out var said) ? said.ToString() : form.TryGetValue("markdown_text", out said) ? said.ToString() : "";
        return $"{method} {Value("channel")}/{Value("thread_ts")} {Value("ts")} {(text.Contains("code is", StringComparison.Ordinal) ? "a code" : text.Split('\n')[0][..Math.Min(60, text.Split('\n')[0].Length)])}";

        string Value(string name) => form.TryGetValue(name, out var value) ? value.ToString() : "";
    }

    public override void Noted(string cursor, string value)
    {
        if (cursor == $"slack/{app.User.Id}/heard")
            heard = value;
    }

    public override bool IsOf(MessageSource source, SessionKey key) =>
        key.ToString().StartsWith($"slack:{source.Chat}:", StringComparison.Ordinal) || key.ToString().StartsWith($"slack:{source.Chat}/", StringComparison.Ordinal);

    public override string Misled(string address) => address.Replace($":{chats[0].Id}", $":{chats[1].Id}", StringComparison.Ordinal);

    public override void Act(int number, bool isHard)
    {
        // Tools work in the owner's chat alone.
        var chat = chats[Random.Next(4) == 0 ? 0 : Random.Next(chats.Length)];
        var who = chat == chats[0] ? ada : chat == chats[1] ? bob : Random.Next(2) == 0 ? ada : bob;
        var (token, naming) = ($"m{number}", chat.IsDirect ? "" : "@lurkbot ");
        switch (isHard ? 0 : Random.Next(19))
        {
            case 1:
                var command = Random.Next(3) switch { 0 => "/stop", 1 => "/status", _ => "/usage" };
                Add($"c{number}", server.Say(chat, who, naming + command), isCommand: true, isStop: command == "/stop");
                break;
            case 2:
                server.Command(chat, who, "/lurkbot", Random.Next(2) == 0 ? "status" : "usage");
                World.Trace("a command is used");
                break;
            case 3:
                Add(token, server.Say(chat, who, $"{naming}{token} {new string('x', 3900)}"));
                break;
            case 4:
                Add($"s{number}", server.Say(strange, eve, $"s{number}"), isForUs: false);
                break;
            case 5 when !chat.IsDirect:
                Add($"o{number}", server.Say(chat, who, $"o{number} not for the bot"), isForUs: false);
                break;
            case 6 or 7 or 8 when server.Answers(chat).LastOrDefault(message => chat.IsDirect || message.IsReply) is { } answer:
                Add(token, server.Say(chat, who, token, answer));
                break;
            case 9:
                Add(token, server.Upload(chat, who, naming + token, null, [.. Enumerable.Range(0, Random.Next(1, 4)).Select(i => server.AddFile($"{i}.png", "image/png", Picture))]), hasFile: true);
                break;
            case 10 when chat.IsDirect:
                Add(token, server.Upload(chat, who, "", null, server.AddFile("audio_message.m4a", "audio/mp4", System.Text.Encoding.ASCII.GetBytes(token))), hasFile: true);
                break;
            case 11:
                Add(token, server.Upload(chat, who, naming + token, null, server.AddFile("notes.txt", "text/plain", "some notes"u8.ToArray())), hasFile: true);
                break;
            default:
                Add(token, server.Say(chat, who, naming + token), isHard: isHard);
                break;
        }
    }

    public override void Speak(string token) => Add(token, server.Say(chats[0], ada, token), isLast: true);

    private void Add(string token, WorkspaceMessage message, bool isForUs = true, bool isCommand = false, bool isStop = false, bool isHard = false, bool hasFile = false, bool isLast = false)
    {
        var chat = message.Channel;
        // A mention opens a thread.
        var thread = message.IsReply ? message.ThreadTs : chat.IsDirect ? null : message.Ts;
        World.People.Add(new SimSaid(token, this, new MessageSource("slack", app.User.Id, chat.Id, message.Ts, MessageSource.First), isForUs ? KeyOf(chat, thread) : "")
        {
            Chat = chat.Id,
            Thread = thread,
            HasThreads = true,
            IsOwed = heard.Split('\n').Any(line => line.StartsWith(chat.Id + " ", StringComparison.Ordinal)) && (isForUs || chat.IsDirect),
            IsCommand = isCommand,
            IsStop = isStop,
            IsHard = isHard,
            HasFile = hasFile,
            IsLast = isLast,
            At = World.Clock.Elapsed,
            Edit = word => server.Edit(message, message.Text.Replace($"<@{app.User.Id}>", "@lurkbot", StringComparison.Ordinal).Replace(token, word, StringComparison.Ordinal)),
            Delete = () => server.Delete(message),
        });
    }

    /// <summary>What the bot acknowledges is stored.</summary>
    private void Taken(SocketEnvelope envelope)
    {
        if (envelope.Event is "message" or "app_mention" && envelope.Payload["event"] is { } told && (string?)told["channel"] is { } chat && (string?)told["ts"] is { } ts
            && World.People.Said.Find(said => said.Platform == this && said.Source.Chat == chat && said.Source.Message == ts) is { IsDeleted: false } said)
            World.Acknowledged(said);
    }

    private string KeyOf(WorkspaceChannel chat, string? thread) => thread is not null
        ? KeyOf("slack", $"{chat.Id}/{thread}", SessionType.Topic)
        : KeyOf("slack", chat.Id, chat == chats[0] ? SessionType.Main : SessionType.Dm);

    private SimAnswer Answer(WorkspaceMessage message)
    {
        if (!shown.TryGetValue(message, out var known) || !ReferenceEquals(known.Json, message.Json))
            shown[message] = known = (message.Json, new SimAnswer(message.Ts, message.Shown, message.IsReply ? message.ThreadTs : null, [.. message.Buttons.Select(pair => (string?)pair.Button["action_id"]).OfType<string>()]) { Files = [.. message.Files.Select(file => (string?)file!["id"]).OfType<string>()] });
        return known.Answer;
    }
}
