using System.Text.Json.Nodes;
using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;
using LurkBot.Tests.Channels;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Simulation;

/// <summary>Discord, with the strict server of its API and gateway.</summary>
internal sealed class SimDiscord : SimPlatform
{
    private readonly DiscordServer server;
    private readonly DiscordBot bot;
    private readonly DiscordAccount ada, bob, eve;
    private readonly DiscordGuild guild;
    private readonly List<DiscordRoom> rooms;
    private readonly DiscordRoom strange;
    private readonly List<(SimSaid Said, string Session, int Sequence)> told = [];
    private (string Session, long Sequence) acknowledged;
    private bool isPlaced;
    private string chats = "", interactions = "";

    public SimDiscord(SimWorld world, TimeProvider time)
        : base(world, "discord")
    {
        server = DiscordServer.Create(time, "http://discord");
        bot = server.AddBot(DiscordStage.Token, "Lurk");
        ada = server.AddUser("Ada");
        bob = server.AddUser("Bob");
        eve = server.AddUser("Eve");
        guild = server.AddGuild("Club", ada, bob);
        var general = server.AddChannel(guild, "general");
        rooms = [server.OpenDirect(ada), server.OpenDirect(bob), general, server.OpenThread(ada, general, "Openings"), server.AddChannel(guild, "chess")];
        strange = server.OpenDirect(eve);
    }

    public override string OwnerKey => KeyOf("discord", ada.Id, SessionType.Main);

    public override IReadOnlyList<string> Problems => server.Problems;

    public override bool TellsWhatWasSent => true;

    /// <summary>Commands that a process began to answer and did not take.</summary>
    public override bool IsOwed => interactions.Split('\n').Any(line => line.EndsWith(" -", StringComparison.Ordinal));

    public override IReadOnlyList<SimShown> Shown => [.. rooms.Append(strange).GroupBy(ChatOf, StringComparer.Ordinal).Select(chat => new SimShown(this, chat.Key, [.. chat.SelectMany(room => server.Answers(room).Where(post => post.EphemeralFor is null).Select(Answer))]))];

    public override void Configure(ChannelOptions options) =>
        (options.BotToken, options.BaseUrl, options.Owners, options.Allowlist, options.AllowedGuilds) = (DiscordStage.Token, new Uri("http://discord/api"), [ada.Id], [bob.Id], [guild.Id]);

    public override IChannel Open(ChannelOptions options, SimProcess process) => DiscordChannel.Create(
        options,
        DiscordRendering.Markdown,
        process.Time,
        times: new DiscordTimes { Spread = Random.NextDouble },
        transport: new SimTransport(process, World, this),
        connect: SimLink.To(World, process, this, noticesWithin: null));

    public override Task HandleAsync(HttpContext context) => server.HandleAsync(context);

    public override HttpResponseMessage Flood(int seconds)
    {
        var answer = SimTransport.Answer(429, $$"""{"message":"You are being rate limited.","retry_after":{{seconds}}.0,"global":{{(Random.Next(4) == 0 ? "true" : "false")}}}""");
        answer.Headers.TryAddWithoutValidation("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        answer.Headers.TryAddWithoutValidation("X-RateLimit-Scope", "user");
        return answer;
    }

    public override void Press(SimShown chat, SimAnswer answer, string choice)
    {
        if (rooms.Append(strange).SelectMany(room => server.Answers(room)).FirstOrDefault(post => post.Id == answer.Id) is not { } post || !post.Buttons.Any(button => (string?)button["custom_id"] == choice))
            return;
        if (choice == DiscordMapper.StopData)
            World.People.Stopped.Add(KeyOf(post.Room));
        server.Press(post, post.Room.Person ?? ada, choice);
    }

    public override void Trouble()
    {
        var gateway = server.Gateway;
        var which = Random.Next(13);
        World.Trace($"discord has trouble {which}");
        switch (which)
        {
            case 0:
                gateway.Reconnect();
                break;
            case 1:
                gateway.Invalidate(Random.Next(2) == 0);
                break;
            case 2:
                gateway.Drop();
                break;
            case 3:
                gateway.LoseSessions();
                gateway.Drop();
                break;
            case 4:
                gateway.Repeat(Random.Next(1, 5));
                break;
            case 5:
                gateway.Close(Random.Next(3) switch { 0 => 4000, 1 => 4007, _ => 4009 });
                break;
            case 6:
                gateway.ReconnectsInsteadOfHello = 1;
                gateway.Drop();
                break;
            case 7:
                gateway.RefusedResumes = (Random.Next(1, 4), Random.Next(2) == 0);
                gateway.Drop();
                break;
            case 8:
                gateway.RefusedIdentifies = 1;
                gateway.LoseSessions();
                gateway.Drop();
                break;
            case 9:
                gateway.AnswersHeartbeats = false;
                World.Clock.Schedule(TimeSpan.FromSeconds(Random.Next(10, 100)), null, () => gateway.AnswersHeartbeats = true);
                break;
            case 10:
                gateway.AskHeartbeat();
                break;
            case 11:
                server.SetUnavailable(guild, true);
                World.Clock.Schedule(TimeSpan.FromSeconds(Random.Next(1, 40)), null, () => server.SetUnavailable(guild, false));
                break;
            default:
                rooms.Add(server.OpenThread(Random.Next(2) == 0 ? ada : bob, rooms[2], "More"));
                break;
        }
    }

    public override string? Trace(HttpRequestMessage request, byte[] body)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/typing", StringComparison.Ordinal) || path.Contains("/reactions/", StringComparison.Ordinal) || path.Contains("/applications/", StringComparison.Ordinal))
            return null;
        var text = body.Length > 0 && request.Content?.Headers.ContentType?.MediaType is "application/json" && JsonNode.Parse(body) is JsonObject json ? (string?)json["content"] ?? "" : "";
        return $"{request.Method} {path} {(text.Contains("code is", StringComparison.Ordinal) ? "a code" : text.Split('\n')[0])}";
    }

    public override void Noted(string cursor, string value)
    {
        if (cursor == $"discord/{bot.Id}/chats")
            chats = value;
        if (cursor == "discord/interactions")
            interactions = value;
        if (cursor != $"discord/{bot.Id}/session")
            return;
        var (session, position) = DiscordSession.Read(value);
        isPlaced = position is not null;
        if (session is null)
            return;
        var from = acknowledged.Session == session.Id ? acknowledged.Sequence : 0;
        foreach (var (said, _, _) in told.Where(one => one.Session == session.Id && one.Sequence > from && one.Sequence <= session.Sequence && !one.Said.IsDeleted))
            World.Acknowledged(said);
        acknowledged = (session.Id, session.Sequence);
    }

    public override bool IsOf(MessageSource source, SessionKey key) =>
        source.Chat == DiscordMapper.InteractionChat || (rooms.Append(strange).FirstOrDefault(room => room.Id == source.Chat) is { } known && KeyOf(known) == key.ToString());

    public override string Misled(string address) => address.Replace($"discord:{bot.Id}:{ada.Id}", $"discord:{bot.Id}:{bob.Id}", StringComparison.Ordinal);

    public override void Act(int number, bool isHard)
    {
        // Tools work in the owner's chat alone.
        var room = rooms[Random.Next(4) == 0 ? 0 : Random.Next(rooms.Count)];
        var who = room.IsDirect ? room.Person! : Random.Next(2) == 0 ? ada : bob;
        var (token, naming) = ($"m{number}", room.IsDirect ? "" : $"<@{bot.Id}> ");
        switch (isHard ? 0 : Random.Next(19))
        {
            case 1:
                var command = Random.Next(3) switch { 0 => "/stop", 1 => "/status", _ => "/usage" };
                Add($"c{number}", server.Say(room, who, naming + command), isCommand: true, isStop: command == "/stop");
                break;
            case 2 when bot.Commands.GetValueOrDefault("", []).Any(known => (string?)known["name"] == "status"):
                server.Use(room, who, Random.Next(2) == 0 ? "status" : "usage");
                World.Trace("a command is used");
                break;
            case 3:
                Add(token, server.Say(room, who, $"{naming}{token} {new string('x', 1900)}"));
                break;
            case 4:
                Add($"s{number}", server.Say(strange, eve, $"s{number}"), isForUs: false);
                break;
            case 5 when !room.IsDirect:
                Add($"o{number}", server.Say(room, who, $"o{number} not for the bot"), isForUs: false);
                break;
            case 7 when server.Answers(room).LastOrDefault(post => post.EphemeralFor is null) is { } answer:
                Add(token, server.Say(room, who, token, answer));
                break;
            case 9:
                Add(token, server.Say(room, who, naming + token, files: [.. Enumerable.Range(0, Random.Next(1, 4)).Select(i => ($"{i}.png", "image/png", Picture))]), hasFile: true);
                break;
            case 10 when room.IsDirect:
                Add(token, server.SayVoice(room, who, System.Text.Encoding.ASCII.GetBytes(token), 3), hasFile: true);
                break;
            case 11:
                Add(token, server.Say(room, who, naming + token, files: ("notes.txt", "text/plain", "some notes"u8.ToArray())), hasFile: true);
                break;
            default:
                Add(token, server.Say(room, who, naming + token), isHard: isHard);
                break;
        }
    }

    public override void Speak(string token) => Add(token, server.Say(rooms[0], ada, token), isLast: true);

    private void Add(string token, DiscordPost post, bool isForUs = true, bool isCommand = false, bool isStop = false, bool isHard = false, bool hasFile = false, bool isLast = false)
    {
        var room = post.Room;
        var said = new SimSaid(token, this, new MessageSource("discord", bot.Id, room.Id, post.Id, MessageSource.First), isForUs ? KeyOf(room) : "")
        {
            Chat = ChatOf(room),
            Thread = room.IsThread ? room.Id : null,
            HasThreads = true,
            IsOwed = isPlaced && chats.Split('\n').Any(line => line.StartsWith((room.Parent ?? room).Id + " ", StringComparison.Ordinal)) && (isForUs || room.IsDirect),
            IsCommand = isCommand,
            IsStop = isStop,
            IsHard = isHard,
            HasFile = hasFile,
            IsLast = isLast,
            At = World.Clock.Elapsed,
            Edit = word => server.Edit(post, post.Content.Replace(token, word, StringComparison.Ordinal)),
            Delete = () => server.Delete(post),
        };
        foreach (var session in server.Gateway.Sessions)
        {
            if (session.Events is [.., { Name: "MESSAGE_CREATE" } last] && (string?)last.Content["id"] == post.Id)
                told.Add((said, session.Id, last.Sequence));
        }

        World.People.Add(said);
    }

    private string KeyOf(DiscordRoom room) => room switch
    {
        { IsDirect: true } => KeyOf("discord", room.Person!.Id, room.Person == ada ? SessionType.Main : SessionType.Dm),
        { IsThread: true } => KeyOf("discord", $"{room.Parent!.Id}/{room.Id}", SessionType.Topic),
        _ => KeyOf("discord", room.Id, SessionType.Group),
    };

    private static string ChatOf(DiscordRoom room) => room.IsDirect ? room.Person!.Id : (room.Parent ?? room).Id;

    private static SimAnswer Answer(DiscordPost post) =>
        new(post.Id, post.Content, post.Room.IsThread ? post.Room.Id : null, [.. post.Buttons.Select(button => (string?)button["custom_id"]).OfType<string>()]) { IsAside = post.Invocation is not null };
}
