using System.Text;
using LurkBot.Tests.Channels;

namespace LurkBot.Tests.Simulation;

/// <summary>The people of a simulated history, and what they do in it.</summary>
internal sealed class SimPeople
{
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly SimWorld world;
    private readonly ServerBot bot;
    private readonly ServerUser ada, bob, eve;
    private readonly (ServerChat Chat, ServerTopic? Topic, string Key)[] places;
    private readonly ServerChat strange, small;
    private readonly HashSet<(long, int)> pressed = [];

    public SimPeople(SimWorld world)
    {
        this.world = world;
        var server = world.Server;
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

    public List<SimSaid> Said { get; } = [];

    /// <summary>When each message was first answered on the platform.</summary>
    public Dictionary<string, TimeSpan> AnsweredAt { get; } = new(StringComparer.Ordinal);

    public IEnumerable<(ServerChat Chat, IReadOnlyList<ServerMessage> Answers)> Answers() =>
        places.Select(place => place.Chat).Append(strange).Append(small).Distinct().Select(chat => (chat, world.Server.Answers(chat)));

    /// <summary>The chat that a chat is now.</summary>
    public static ServerChat Now(ServerChat chat) => chat.MigratedTo ?? chat;

    /// <summary>The session to which a message belongs now.</summary>
    public string KeyOf(SimSaid said) => said.Message.Chat == small && small.MigratedTo is { } group && said.Key.Length > 0 ? $"telegram:{group.Id}:group" : said.Key;

    /// <summary>Plans what they do.</summary>
    /// <param name="lasts">For how long.</param>
    public void Plan(TimeSpan lasts)
    {
        var random = world.Clock.Random;
        var count = random.Next(6, 22);
        var hard = random.Next(4) == 0 ? random.Next(count) : -1;
        // Some write close to each other, some now and then.
        var bursts = Enumerable.Range(0, 3).Select(_ => random.NextDouble()).ToArray();
        for (var i = 1; i <= count; i++)
        {
            var (number, isHard) = (i, i == hard);
            var at = random.Next(2) == 0 ? bursts[random.Next(3)] + (random.NextDouble() * 0.01) : random.NextDouble();
            world.Clock.Schedule(lasts * Math.Min(1, at), null, () => Act(number, isHard));
        }
    }

    /// <summary>Answers the buttons that are shown.</summary>
    public void Look()
    {
        foreach (var (chat, answers) in Answers())
        {
            foreach (var message in answers)
            {
                foreach (var token in Tokens(message.Text))
                    AnsweredAt.TryAdd(token, world.Clock.Elapsed);
                if (!message.Buttons.Any() || !pressed.Add((chat.Id, message.Id)))
                    continue;
                var data = message.Buttons.Select(button => (string?)button["callback_data"]).OfType<string>().ToList();
                world.Clock.Schedule(TimeSpan.FromSeconds(world.Clock.Random.Next(1, 60)), null, () =>
                {
                    var choice = data[world.Clock.Random.Next(data.Count)];
                    world.Trace($"press {choice.Split(':')[1]}");
                    world.Server.Press(ada, message, choice);
                });
            }
        }
    }

    /// <summary>The messages that a text of the model says it answers.</summary>
    public static IEnumerable<string> Tokens(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1 && word[0] == 'm' && char.IsAsciiDigit(word[1]) && word.Skip(1).All(char.IsAsciiDigit));

    private void Act(int number, bool isHard)
    {
        var (random, server) = (world.Clock.Random, world.Server);
        // Tools work in the owner's chat alone.
        var (chat, topic, key) = places[random.Next(4) == 0 ? 0 : random.Next(places.Length)];
        var who = chat.IsPrivate ? chat.User! : random.Next(2) == 0 ? ada : bob;
        var (token, naming) = ($"m{number}", chat.IsPrivate ? "" : "@lurk_bot ");
        switch (isHard ? 0 : random.Next(20))
        {
            case 1:
                Add($"c{number}", server.SendText(chat, who, random.Next(3) switch { 0 => "/stop", 1 => "/status", _ => "/usage" } + (chat.IsPrivate ? "" : "@lurk_bot"), topic: topic), key, isCommand: true);
                break;
            case 2 when Said.Count > 0:
                Edit();
                break;
            case 3:
                var long_ = $"{naming}{token} {new string('x', 5000)}";
                foreach (var part in server.Paste(chat, who, long_, topic))
                    Add(token, part, key);
                break;
            case 9:
                foreach (var part in server.SendAlbum(chat, who, "photo", [.. Enumerable.Range(0, random.Next(2, 5)).Select(i => server.AddFile($"{i}.png", "image/png", Picture))], naming + token, topic))
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
            case 6:
                server.RepeatUpdates(random.Next(1, 4));
                world.Trace("updates come twice");
                break;
            case 8 when small.MigratedTo is null:
                places[^1] = (server.Migrate(small, -1_001_000_000_099, ada, newFirst: random.Next(2) == 0), null, "telegram:-1001000000099:group");
                world.Trace("a group becomes a supergroup");
                break;
            case 7 when server.Answers(chat).LastOrDefault(answer => answer.ThreadId == topic?.Id) is { } answer:
                Add(token, server.SendText(chat, who, token, answer, topic), key);
                break;
            default:
                Add(token, server.SendText(chat, who, naming + token, topic: topic), key, isHard: isHard);
                break;
        }
    }

    private void Edit()
    {
        var said = Said[world.Clock.Random.Next(Said.Count)];
        if (said.IsCommand || said.IsEdited || said.HasFile || said.Key.Length == 0 || said.Message.Chat.MigratedTo is not null)
            return;
        said.IsEdited = true;
        world.Trace($"edits {said.Token}");
        world.Server.EditText(said.Message, said.Message.Text.Replace(said.Token, "x" + said.Token, StringComparison.Ordinal));
    }

    private void Add(string token, ServerMessage message, string key, bool isCommand = false, bool isHard = false, bool hasFile = false)
    {
        Said.Add(new SimSaid(token, message, key, bot.Updates.LastIdOf(message)) { IsCommand = isCommand, IsHard = isHard, HasFile = hasFile, At = world.Clock.Elapsed });
        world.Trace($"{message.From} says {token} in {message.Chat.Id}/{message.ThreadId}");
    }
}
