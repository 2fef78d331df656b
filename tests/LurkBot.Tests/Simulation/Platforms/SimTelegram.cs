using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;
using LurkBot.Tests.Channels;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Simulation;

/// <summary>Telegram, with the strict Bot API server.</summary>
internal sealed class SimTelegram : SimPlatform
{
    private readonly BotApiServer server;
    private readonly ServerBot bot;
    private readonly ServerUser ada, bob, eve;
    private readonly (ServerChat Chat, ServerTopic? Topic, string Key)[] places;
    private readonly ServerChat strange, small;
    private readonly List<(SimSaid Said, long Update)> updates = [];
    private long acknowledged;

    public SimTelegram(SimWorld world, TimeProvider time)
        : base(world, "telegram")
    {
        server = BotApiServer.Create(time);
        bot = server.AddBot(BotApiStage.Token, "lurk_bot", canReadAllGroupMessages: true, hasTopicsEnabled: true);
        ada = server.AddUser(42, "Ada", "ada");
        bob = server.AddUser(43, "Bob");
        eve = server.AddUser(44, "Eve");
        var (owner, other) = (server.AddPrivateChat(ada), server.AddPrivateChat(bob));
        owner.NextMessageId = 100;
        strange = server.AddPrivateChat(eve);
        small = server.AddGroup(-5001, "Lunch", ada, bob);
        var group = server.AddSupergroup(-1_001_000_000_007, "Chess", isForum: false, ada, bob);
        var forum = server.AddSupergroup(-1_001_000_000_008, "Club", isForum: true, ada, bob);
        var openings = server.AddTopic(forum, ada, "Openings");
        var own = server.AddTopic(owner, ada, "Plans");
        places =
        [
            (owner, null, "telegram:42:main"),
            (other, null, "telegram:43:dm"),
            (group, null, "telegram:-1001000000007:group"),
            (forum, openings, $"telegram:-1001000000008/{openings.Id}:topic"),
            (owner, own, $"telegram:42/{own.Id}:topic"),
            (small, null, "telegram:-5001:group"),
        ];
    }

    public override string OwnerKey => "telegram:42:main";

    public override IReadOnlyList<string> Problems => server.Problems;

    public override bool TellsWhatWasSent => false;

    public override IReadOnlyList<SimShown> Shown =>
        [.. places.Select(place => place.Chat).Append(strange).Append(small).Distinct().Select(chat => new SimShown(this, Text(chat.Id), [.. server.Answers(chat).Select(Answer)]) { IsGone = chat.MigratedTo is not null })];

    public override void Configure(ChannelOptions options)
    {
        (options.BotToken, options.BaseUrl, options.Owners, options.Allowlist) = (BotApiStage.Token, new Uri("http://telegram"), ["42"], ["43"]);
        options.AllowedGroups = ["-1001000000007", "-1001000000008", "-5001"];
    }

    public override IChannel Open(ChannelOptions options, SimProcess process) => TelegramChannel.Create(options, TelegramRendering.Html, process.Time, transport: new SimTransport(process, World, this));

    public override Task HandleAsync(HttpContext context) => server.HandleAsync(context);

    public override HttpResponseMessage Flood(int seconds) => SimTransport.Answer(429, $$$"""{"ok":false,"error_code":429,"description":"Too Many Requests: retry after {{{seconds}}}","parameters":{"retry_after":{{{seconds}}}}}""");

    public override void Press(SimShown chat, SimAnswer answer, string choice) =>
        server.Press(ada, server.Answers(places.Select(place => place.Chat).Append(small).First(known => Text(known.Id) == chat.Chat)).First(message => Text(message.Id) == answer.Id), choice);

    public override void Trouble()
    {
        if (Random.Next(6) == 0)
        {
            server.StealPoll();
            return;
        }

        server.RepeatUpdates(Random.Next(1, 4));
        World.Trace("updates come twice");
    }

    public override string? Trace(HttpRequestMessage request, byte[] body)
    {
        var method = request.RequestUri!.AbsolutePath.Split('/')[^1];
        if (request.Method == HttpMethod.Get)
            return "file";
        if (method is "getUpdates" or "sendChatAction" or "setMessageReaction")
            return null;
        var fields = request.Content?.Headers.ContentType?.MediaType is "application/json" ? JsonNode.Parse(body) : null;
        return $"{method} {Parameter("chat_id")}/{Parameter("message_thread_id")} {Parameter("message_id")} {Parameter("text").Split('\n')[0]}";

        string Parameter(string name) => fields?[name]?.ToString() is not { } value ? "" : value.Contains("code is", StringComparison.Ordinal) ? "a code" : value[..Math.Min(60, value.Length)];
    }

    /// <summary>What the bot acknowledges is stored.</summary>
    public override void Asked(HttpRequestMessage request, byte[] body)
    {
        if (!request.RequestUri!.AbsolutePath.EndsWith("/getUpdates", StringComparison.Ordinal))
            return;
        var offset = (long?)JsonNode.Parse(body)?["offset"] ?? 0;
        if (offset <= acknowledged)
            return;
        foreach (var (said, _) in updates.Where(pair => pair.Update >= acknowledged && pair.Update < offset && pair.Update > 0))
            World.Acknowledged(said);
        acknowledged = offset;
    }

    public override string KeyOf(SimSaid said) => said.Chat == Text(small.Id) && small.MigratedTo is { } group && said.Key.Length > 0 ? $"telegram:{group.Id}:group" : said.Key;

    public override string ChatNow(string chat) => chat == Text(small.Id) && small.MigratedTo is { } group ? Text(group.Id) : chat;

    public override bool IsOf(MessageSource source, SessionKey key) =>
        ChatNow(source.Chat) is var chat && (key.ToString().StartsWith($"telegram:{chat}:", StringComparison.Ordinal) || key.ToString().StartsWith($"telegram:{chat}/", StringComparison.Ordinal));

    public override string Misled(string address) => address.StartsWith("telegram:", StringComparison.Ordinal) ? address.Replace(":42", ":43", StringComparison.Ordinal) : address;

    public override void Act(int number, bool isHard)
    {
        // Tools work in the owner's chat alone.
        var (chat, topic, key) = places[Random.Next(4) == 0 ? 0 : Random.Next(places.Length)];
        var who = chat.IsPrivate ? chat.User! : Random.Next(2) == 0 ? ada : bob;
        var (token, naming) = ($"m{number}", chat.IsPrivate ? "" : "@lurk_bot ");
        switch (isHard ? 0 : Random.Next(19))
        {
            case 1:
                Add($"c{number}", server.SendText(chat, who, Random.Next(3) switch { 0 => "/stop", 1 => "/status", _ => "/usage" } + (chat.IsPrivate ? "" : "@lurk_bot"), topic: topic), key, isCommand: true);
                break;
            case 3:
                var long_ = $"{naming}{token} {new string('x', 5000)}";
                foreach (var part in server.Paste(chat, who, long_, topic))
                    Add(token, part, key);
                break;
            case 9:
                foreach (var part in server.SendAlbum(chat, who, "photo", [.. Enumerable.Range(0, Random.Next(2, 5)).Select(i => server.AddFile($"{i}.png", "image/png", Picture))], naming + token, topic))
                    Add(token, part, key, hasFile: true);
                break;
            case 10:
                // What is said in it tells its word only where no caption has to name the bot: a transcript that comes late is told to a later turn.
                Add(token, server.SendFile(chat, who, "voice", server.AddFile("voice.ogg", "audio/ogg", Encoding.ASCII.GetBytes(chat.IsPrivate ? token : "some words")), chat.IsPrivate ? null : naming + token, topic: topic), key, hasFile: true);
                break;
            case 11:
                Add(token, server.SendFile(chat, who, "document", server.AddFile("notes.txt", "text/plain", "some notes"u8.ToArray()), naming + token, topic: topic), key, hasFile: true);
                break;
            case 4:
                Add($"s{number}", server.SendText(strange, eve, $"s{number}"), "");
                break;
            case 5 when !chat.IsPrivate:
                Add($"o{number}", server.SendText(chat, who, $"o{number} not for the bot", topic: topic), "");
                break;
            case 8 when small.MigratedTo is null:
                places[^1] = (server.Migrate(small, -1_001_000_000_099, ada, newFirst: Random.Next(2) == 0), null, "telegram:-1001000000099:group");
                World.Trace("a group becomes a supergroup");
                break;
            case 7 when server.Answers(chat).LastOrDefault(answer => answer.ThreadId == topic?.Id) is { } answer:
                Add(token, server.SendText(chat, who, token, answer, topic), key);
                break;
            default:
                Add(token, server.SendText(chat, who, naming + token, topic: topic), key, isHard: isHard);
                break;
        }
    }

    public override void Speak(string token) => Add(token, server.SendText(places[0].Chat, ada, token), places[0].Key, isLast: true);

    private void Add(string token, ServerMessage message, string key, bool isCommand = false, bool isHard = false, bool hasFile = false, bool isLast = false)
    {
        var update = bot.Updates.LastIdOf(message);
        var said = new SimSaid(token, this, new MessageSource("telegram", "123456", Text(message.Chat.Id), Text(message.Id), MessageSource.First), key)
        {
            Chat = Text(message.Chat.Id),
            Thread = message.ThreadId is { } thread ? Text(thread) : null,
            HasThreads = message.Chat.HasTopics,
            IsOwed = update > 0,
            IsCommand = isCommand,
            IsStop = message.Text.StartsWith("/stop", StringComparison.Ordinal),
            IsHard = isHard,
            HasFile = hasFile,
            IsLast = isLast,
            At = World.Clock.Elapsed,
            Edit = word =>
            {
                if (message.Chat.MigratedTo is null)
                    server.EditText(message, message.Text.Replace(token, word, StringComparison.Ordinal));
            },
        };
        updates.Add((said, update));
        World.People.Add(said);
    }

    private static SimAnswer Answer(ServerMessage message) =>
        new(Text(message.Id), message.Text, message.ThreadId is { } thread ? Text(thread) : null, [.. message.Buttons.Select(button => (string?)button["callback_data"]).OfType<string>()]);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
