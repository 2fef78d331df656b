using System.Diagnostics;
using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>People write in several chats, the platform misbehaves, and the gateway is killed again and again, all by one seed.</summary>
/// <param name="stage">The platform.</param>
/// <param name="home">The gateway's home and its model.</param>
/// <param name="seed">Decides everything but the machine's own timing.</param>
internal sealed class KillRun(BotApiStage stage, ChatHome home, int seed)
{
    private const int LongestStart = 1500, LongestLife = 3000;

    private static readonly FaultKind[] Kinds = [FaultKind.DropBefore, FaultKind.DropAfter, FaultKind.Html, FaultKind.HtmlAfter, FaultKind.Truncate, FaultKind.Hold, FaultKind.Refuse];
    private static readonly string[] Methods = ["sendMessage", "sendMessage", "editMessageText", "getUpdates", "getUpdates", "getMe", "getFile"];

    private readonly Random random = new(seed);
    private readonly List<Fault> faults = [];
    private int messages;

    /// <summary>The chats.</summary>
    public IReadOnlyList<TelegramKillChat> Chats { get; } = Make(stage);

    /// <summary>What people sent, with the chat; edits are not among them.</summary>
    public List<(TelegramKillChat Chat, ServerMessage Message)> Sent { get; } = [];

    /// <summary>The same, as any platform's.</summary>
    public List<KillSaid> Said => Sent.ConvertAll(sent => new KillSaid(sent.Chat, TelegramKillChat.SourceOf(sent.Message), sent.Message.Text));

    /// <summary>The settings of the gateway.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("LURKBOT_TELEGRAM__BOT_TOKEN", BotApiStage.Token), ("LURKBOT_TELEGRAM__BASE_URL", stage.Server.BaseUrl), ("LURKBOT_TELEGRAM__OWNER", "42"),
        ("LURKBOT_TELEGRAM__ALLOWLIST", "43,44,45,46"), ("LURKBOT_TELEGRAM__ALLOWED_GROUPS", "-1001000000007,-1001000000008"),
        ("LURKBOT_TELEGRAM__TOOL_ASK", "none"), ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(home.Path, "run", "gateway.sock")}"),
    ];

    /// <summary>Lets a gateway live for a random time, in which messages come and things go wrong, and kills it.</summary>
    public async Task LiveAsync()
    {
        // Some are killed while they start and recover.
        var isYoung = random.Next(4) == 0;
        var gateway = isYoung ? home.Start(["gateway", "start"], Settings) : await home.StartGatewayAsync(Settings);
        var (began, end) = (Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(random.Next(50, isYoung ? LongestStart : LongestLife)));
        faults.AddRange(Enumerable.Range(0, random.Next(4) == 0 ? random.Next(1, 4) : 0).Select(_ => Break()));
        foreach (var moment in Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.NextDouble() * end).Order().ToList())
        {
            await UntilAsync(moment);
            Say();
        }

        await UntilAsync(end);
        Assert.False(gateway.HasExited, "The gateway ended by itself.");
        await gateway.KillAsync();
        if (random.Next(2) == 0)
            Say();

        async Task UntilAsync(TimeSpan moment)
        {
            if (moment - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
                await Task.Delay(left, TimeProvider.System);
        }
    }

    /// <summary>Ends what goes wrong, starts the gateway once more, and waits until nothing is under way.</summary>
    public async Task<(Process Gateway, LedgerRows Rows)> SettleAsync()
    {
        foreach (var fault in faults)
        {
            fault.Times = 0;
            fault.Released.TrySetResult();
        }

        // What came out of order came once, and may have been lost on the way: now everything comes again.
        stage.Server.ReleaseUpdates();
        stage.Server.RepeatUpdates(int.MaxValue);
        return await StartAsync(Said.ConvertAll(said => said.Source));
    }

    /// <summary>Starts the gateway, and waits until nothing is under way.</summary>
    /// <param name="expected">The messages that must have come by then.</param>
    public async Task<(Process Gateway, LedgerRows Rows)> StartAsync(IReadOnlyList<string> expected)
    {
        var gateway = await home.StartGatewayAsync(Settings);
        return (gateway, await KillLedger.SettledAsync(home, expected, () => stage.Bot.Updates.Pending));
    }

    private static TelegramKillChat[] Make(BotApiStage stage)
    {
        var people = new[] { stage.Server.AddUser(44, "Carol"), stage.Server.AddUser(45, "Dan"), stage.Server.AddUser(46, "Eve") };
        stage.Bot.CanReadAllGroupMessages = true;
        return
        [
            new(stage, 'A', stage.Private, null, [stage.Ada], "telegram:42:main"),
            new(stage, 'B', stage.Server.AddPrivateChat(stage.Bob), null, [stage.Bob], "telegram:43:dm"),
            .. people.Select((person, i) => new TelegramKillChat(stage, (char)('C' + i), stage.Server.AddPrivateChat(person), null, [person], $"telegram:{person.Id}:dm")),
            new(stage, 'G', stage.Supergroup, null, [stage.Ada, stage.Bob], "telegram:-1001000000007:group"),
            new(stage, 'T', stage.Forum, stage.Topic, [stage.Ada, stage.Bob], $"telegram:-1001000000008/{stage.Topic.Id}:topic"),
        ];
    }

    private Fault Break() => random.Next(Kinds.Length) is var kind && Kinds[kind] is FaultKind.Refuse
        ? stage.Server.Fail(Methods[random.Next(3)], FaultKind.Refuse, random.Next(1, 4), random.Next(3) == 0 ? new BotApiException(500, "Internal Server Error") : BotApiException.TooManyRequests(1))
        : stage.Server.Fail(Methods[random.Next(Methods.Length)], Kinds[kind]);

    private void Say()
    {
        var chat = Chats[random.Next(Chats.Count)];
        var person = chat.People[random.Next(chat.People.Count)];
        var name = string.Create(CultureInfo.InvariantCulture, $"m{chat.Letter}{++messages}");
        switch (random.Next(12))
        {
            case 0 when chat.Topic is null && chat.Chat.Id > 0:
                foreach (var part in stage.Server.SendAlbum(chat.Chat, person, "document", [stage.Server.AddFile("one.txt", "text/plain", "one"u8.ToArray()), stage.Server.AddFile("two.txt", "text/plain", "two"u8.ToArray())], name))
                    Sent.Add((chat, part));
                break;
            case 1:
                Send("/status");
                break;
            case 2 when Sent.Count > 0:
                var (of, said) = Sent[^1];
                if (said.Json["text"] is not null && !said.Text.StartsWith('/'))
                    stage.Server.EditText(said, $"{said.Text} edited");
                break;
            case 3:
                stage.Server.RepeatUpdates(random.Next(1, 6));
                break;
            case 4:
                stage.Server.HoldUpdates();
                for (var i = 0; i < 3; i++)
                    Say();
                stage.Server.ReleaseUpdates(updates => updates.OrderBy(_ => random.Next()).ToList());
                break;
            case 5:
                stage.Server.StealPoll();
                break;
            case 6 or 7 when chat.Letter is 'A':
                Send($"{name} tool");
                break;
            default:
                Send(name);
                break;
        }

        void Send(string text) => Sent.Add((chat, chat.Send(text, person)));
    }
}
