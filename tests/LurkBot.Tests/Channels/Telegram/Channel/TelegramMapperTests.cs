using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>What each update means.</summary>
public sealed class TelegramMapperTests
{
    private const string Ada = """{"id":42,"is_bot":false,"first_name":"Ada","last_name":"L"}""",
        Us = """{"id":7,"is_bot":true,"first_name":"Lurk","username":"lurk_bot"}""",
        Direct = """{"id":42,"type":"private","first_name":"Ada"}""",
        Group = """{"id":-5,"type":"group","title":"Lunch"}""",
        Super = """{"id":-1001,"type":"supergroup","title":"Chess"}""",
        Forum = """{"id":-1002,"type":"supergroup","title":"Club","is_forum":true}""";

    private static readonly TelegramBot Bot = new(7, "lurk_bot");

    public static TheoryData<string, string> Updates => new(Table.Select(row => (row.Expected, row.Json)));

    private static IReadOnlyList<(string Expected, string Json)> Table { get; } =
    [
        ("telegram:7:42 Direct 42 Ada L | hi | for us", Said(Direct, "\"text\":\"hi\"")),
        ("telegram:7:-5 Group 42 Ada L | hi", Said(Group, "\"text\":\"hi\"")),
        ("telegram:7:-1001 Group 42 Ada L | in a chain of answers", Said(Super, "\"message_thread_id\":9,\"text\":\"in a chain of answers\"")),
        ("telegram:7:-1002:9 Group 42 Ada L | in a topic", Said(Forum, "\"message_thread_id\":9,\"is_topic_message\":true,\"text\":\"in a topic\"")),
        ("telegram:7:-1002 Group 42 Ada L | in General", Said(Forum, "\"text\":\"in General\"")),
        ("telegram:7:42:9 Direct 42 Ada L | in a private topic | for us", Said(Direct, "\"message_thread_id\":9,\"is_topic_message\":true,\"text\":\"in a private topic\"")),

        // Commands and what is for the bot: by marks alone.
        ("telegram:7:42 Direct 42 Ada L | /Start abc | /start(abc) for us", Said(Direct, """ "text":"/Start abc","entities":[{"type":"bot_command","offset":0,"length":6}]""")),
        ("telegram:7:-5 Group 42 Ada L | /stop@LURK_bot | /stop() for us", Said(Group, """ "text":"/stop@LURK_bot","entities":[{"type":"bot_command","offset":0,"length":14}]""")),
        ("telegram:7:-5 Group 42 Ada L | /frob | /frob()", Said(Group, """ "text":"/frob","entities":[{"type":"bot_command","offset":0,"length":5}]""")),
        ("telegram:7:-5 Group 42 Ada L | /frob | /frob() for us", Said(Group, $$""" "text":"/frob","entities":[{"type":"bot_command","offset":0,"length":5}],"reply_to_message":{"message_id":2,"date":1,"chat":{{Group}},"from":{{Us}},"text":"Shall I?"}""")),
        ("telegram:7:-5 Group 42 Ada L | /stop@lurk_bot2 | for another", Said(Group, $$""" "text":"/stop@lurk_bot2","entities":[{"type":"bot_command","offset":0,"length":15}],"reply_to_message":{"message_id":2,"date":1,"chat":{{Group}},"from":{{Us}},"text":"Shall I?"}""")),
        ("telegram:7:-5 Group 42 Ada L | /stop@lurk_bot2 | for another", Said(Group, """ "text":"/stop@lurk_bot2","entities":[{"type":"bot_command","offset":0,"length":15}]""")),
        ("telegram:7:-5 Group 42 Ada L | see /stop", Said(Group, """ "text":"see /stop","entities":[{"type":"bot_command","offset":4,"length":5}]""")),
        ("telegram:7:-5 Group 42 Ada L | /stop", Said(Group, "\"text\":\"/stop\"")),
        ("telegram:7:-5 Group 42 Ada L | @lurk_bot hi | for us", Said(Group, """ "text":"@lurk_bot hi","entities":[{"type":"mention","offset":0,"length":9}]""")),
        ("telegram:7:-5 Group 42 Ada L | mail me@lurk_bot.com", Said(Group, """ "text":"mail me@lurk_bot.com","entities":[{"type":"email","offset":5,"length":15}]""")),
        ("telegram:7:-5 Group 42 Ada L | @lurk_bots hi", Said(Group, """ "text":"@lurk_bots hi","entities":[{"type":"mention","offset":0,"length":10}]""")),
        ("telegram:7:-5 Group 42 Ada L | Lurk hi | for us", Said(Group, $$""" "text":"Lurk hi","entities":[{"type":"text_mention","offset":0,"length":4,"user":{{Us}} }]""")),
        ("telegram:7:-5 Group 42 Ada L | broken", Said(Group, """ "text":"broken","entities":[{"type":"mention","offset":99,"length":9},{"type":"mention","offset":-1,"length":2147483647},{"type":"newest","offset":0,"length":1}]""")),
        ("telegram:7:-5 Group 42 Ada L | look | for us photo-3.jpg image/jpeg f2", Said(Group, $$""" "photo":[{{Size("f1", 90)}},{{Size("f2", 900)}},{{Size("f3", 300)}}],"caption":"look","caption_entities":[{"type":"text_mention","offset":0,"length":4,"user":{{Us}} }]""")),
        ("telegram:7:-5 Group 42 Ada L | yes | for us", Said(Group, $$""" "text":"yes","reply_to_message":{"message_id":2,"date":1,"chat":{{Group}},"from":{{Us}},"text":"Shall I?"}""")),
        ("telegram:7:-5 Group 42 Ada L | yes | quotes <Lunch?>", Said(Group, $$""" "text":"yes","reply_to_message":{"message_id":2,"date":1,"chat":{{Group}},"from":{"id":43,"is_bot":false,"first_name":"Bob"},"text":"Lunch?"}""")),
        ("telegram:7:-5 Group 42 Ada L | yes | quotes <Lun>", Said(Group, $$""" "text":"yes","quote":{"text":"Lun","position":0},"reply_to_message":{"message_id":2,"date":1,"chat":{{Group}},"from":{"id":43,"is_bot":false,"first_name":"Bob"},"text":"Lunch?"}""")),
        ("telegram:7:-1002:9 Group 42 Ada L | hi", Said(Forum, $$""" "message_thread_id":9,"is_topic_message":true,"text":"hi","reply_to_message":{"message_id":9,"date":1,"chat":{{Forum}},"from":{{Us}},"forum_topic_created":{"name":"A","icon_color":1} }""")),

        // Who it is.
        ("telegram:7:-5 Group -5 Lunch anonymous | hi", Said(Group, $$""" "sender_chat":{{Group}},"text":"hi" """, """{"id":1087968824,"is_bot":true,"first_name":"Group","username":"GroupAnonymousBot"}""")),
        ("telegram:7:-5 Group 136817688 Channel anonymous | hi", Said(Group, "\"text\":\"hi\"", """{"id":136817688,"is_bot":true,"first_name":"Channel"}""")),
        ("telegram:7:-5 Group 8 Other bot | hi", Said(Group, "\"text\":\"hi\"", """{"id":8,"is_bot":true,"first_name":"Other"}""")),
        ("not taken: a message without a sender", Said(Group, "\"text\":\"hi\"", "null")),
        ("not taken: the bot's own message", Said(Group, "\"text\":\"hi\"", Us)),
        ("unreadable: A message in a direct chat is from someone else.", Said(Direct, "\"text\":\"hi\"", """{"id":43,"is_bot":false,"first_name":"Bob"}""")),
        ("unreadable: The id of a chat does not fit its kind.", Said("""{"id":-42,"type":"private"}""", "\"text\":\"hi\"")),
        ("not taken: a post of a channel", Said(Super, $$""" "is_automatic_forward":true,"text":"news","sender_chat":{"id":-1009,"type":"channel","title":"News"}""", """{"id":777000,"is_bot":false,"first_name":"Telegram"}""")),
        ("not taken: a post of a channel", """{"update_id":1,"channel_post":{"message_id":3,"date":1,"chat":{"id":-1009,"type":"channel"},"text":"news"}}"""),
        ("not taken: a message of a business account", Said(Direct, "\"business_connection_id\":\"b\",\"text\":\"hi\"")),
        ("not taken: a message of a business account", $$"""{"update_id":1,"business_message":{"message_id":3,"date":1,"chat":{{Direct}},"from":{{Ada}},"business_connection_id":"b","text":"hi"} }"""),
        ("not taken: a call from a chat that the bot is not in", $$"""{"update_id":1,"guest_message":{"message_id":3,"date":1,"chat":{{Group}},"from":{{Ada}},"guest_query_id":"g","text":"hi"} }"""),
        ("not taken: a message that only one member of the group sees", Said(Group, "\"ephemeral_message_id\":5,\"text\":\"hi\"", id: 0)),
        ("not taken: a reaction", $$"""{"update_id":1,"message_reaction":{"chat":{{Direct}},"message_id":3,"user":{{Ada}},"date":1,"old_reaction":[],"new_reaction":[]} }"""),
        ("not taken: a kind of update that is not used", """{"update_id":1,"brand_new":{"a":1}}"""),

        // What is not text.
        ("telegram:7:42 Direct 42 Ada L | [location: 52.5, 13.4] | for us", Said(Direct, """ "location":{"latitude":52.5,"longitude":13.4}""")),
        ("telegram:7:42 Direct 42 Ada L | [venue: Café, Street (1), 1, 2] | for us", Said(Direct, """ "location":{"latitude":1,"longitude":2},"venue":{"location":{"latitude":1,"longitude":2},"title":"Café","address":"Street\n[1]"}""")),
        ("telegram:7:42 Direct 42 Ada L | [contact: Bob, +49] | for us", Said(Direct, """ "contact":{"phone_number":"+49","first_name":"Bob"}""")),
        ("telegram:7:42 Direct 42 Ada L | [poll: Tea? / Yes / No] | for us", Said(Direct, """ "poll":{"id":"1","question":"Tea?","options":[{"persistent_id":"1","text":"Yes","voter_count":0},{"persistent_id":"2","text":"No","voter_count":0}],"total_voter_count":0,"is_closed":false,"is_anonymous":true,"type":"regular","allows_multiple_answers":false}""")),
        ("telegram:7:42 Direct 42 Ada L | [dice 🎲: 4] | for us", Said(Direct, """ "dice":{"emoji":"🎲","value":4}""")),
        ("telegram:7:42 Direct 42 Ada L | [sticker 😀] | for us sticker-3.webp image/webp s", Said(Direct, """ "sticker":{"file_id":"s","file_unique_id":"u","type":"regular","width":1,"height":1,"is_animated":false,"is_video":false,"emoji":"😀"}""")),
        ("telegram:7:42 Direct 42 Ada L | [story of News] | for us", Said(Direct, """ "story":{"chat":{"id":-1009,"type":"channel","title":"News"},"id":1}""")),
        ("telegram:7:42 Direct 42 Ada L |  | for us voice-3.ogg audio/ogg v", Said(Direct, """ "voice":{"file_id":"v","file_unique_id":"u","duration":3,"mime_type":"audio/ogg"}""")),
        ("telegram:7:42 Direct 42 Ada L |  | for us passwd text/plain d", Said(Direct, """ "document":{"file_id":"d","file_unique_id":"u","file_name":"../../etc/passwd","mime_type":"Text/Plain"}""")),
        ("telegram:7:42 Direct 42 Ada L |  | for us document-3  d", Said(Direct, """ "document":{"file_id":"d","file_unique_id":"u","file_name":"..","mime_type":"a b"}""")),
        ("telegram:7:42 Direct 42 Ada L |  | for us animation-3.mp4 video/mp4 g", Said(Direct, """ "animation":{"file_id":"g","file_unique_id":"u","width":1,"height":1,"duration":1},"document":{"file_id":"g","file_unique_id":"u"}""")),
        ("telegram:7:42 Direct 42 Ada L |  | for us part of album:13 photo-3.jpg image/jpeg f", Said(Direct, $$""" "media_group_id":"13","photo":[{{Size("f", 1)}}]""")),
        ("telegram:7:42 Direct 42 Ada L | [forwarded from Bob]\n/stop | for us part of forward:3", Said(Direct, """ "text":"/stop","entities":[{"type":"bot_command","offset":0,"length":5}],"forward_origin":{"type":"user","sender_user":{"id":43,"is_bot":false,"first_name":"Bob"},"date":1}""")),
        ("telegram:7:42 Direct 42 Ada L | hi\n\\[forwarded from Bob]\nyes | for us", Said(Direct, """ "text":"hi\n[forwarded from Bob]\nyes" """)),
        ("not taken: a service message (NewChatMembers)", Said(Group, $$""" "new_chat_members":[{{Ada}}]""")),
        ("not taken: a service message (PinnedMessage)", Said(Group, $$""" "pinned_message":{"message_id":1,"date":1,"chat":{{Group}},"text":"a"}""")),
        ("not taken: a kind of message that is not known", Said(Group, """ "hologram":{"a":1}""")),

        ("telegram:7:42 Direct 42 Ada L | [live location: 1, 2] | for us", Said(Direct, """ "location":{"latitude":1,"longitude":2,"live_period":900}""")),
        ("not taken: a live location that moves", Said(Direct, """ "edit_date":1001,"location":{"latitude":1,"longitude":3,"live_period":900}""").Replace("\"message\":", "\"edited_message\":", StringComparison.Ordinal)),

        // What happens to chats and buttons.
        ("moved telegram:7:-5 to telegram:7:-1001", Said(Group, "\"migrate_to_chat_id\":-1001")),
        ("moved telegram:7:-5 to telegram:7:-1001", Said(Super, "\"migrate_from_chat_id\":-5")),
        ("member False kicked of telegram:7:42", $$"""{"update_id":1,"my_chat_member":{"chat":{{Direct}},"from":{{Ada}},"date":1,"old_chat_member":{"status":"member","user":{{Us}} },"new_chat_member":{"status":"kicked","user":{{Us}},"until_date":0} } }"""),
        ("member True administrator of telegram:7:-5", $$"""{"update_id":1,"my_chat_member":{"chat":{{Group}},"from":{{Ada}},"date":1,"old_chat_member":{"status":"left","user":{{Us}} },"new_chat_member":{"status":"administrator","user":{{Us}} } } }"""),
        ("press 42 yes on 3 in telegram:7:-1002:9", $$"""{"update_id":1,"callback_query":{"id":"q","from":{{Ada}},"chat_instance":"c","data":"yes","message":{"message_id":3,"date":1,"chat":{{Forum}},"message_thread_id":9,"is_topic_message":true,"from":{{Us}},"text":"?"} } }"""),
        ("press 42 yes on 3 in telegram:7:42", $$"""{"update_id":1,"callback_query":{"id":"q","from":{{Ada}},"chat_instance":"c","data":"yes","message":{"message_id":3,"date":0,"chat":{{Direct}} } } }"""),
        ("press 42 yes on 3 in ", $$"""{"update_id":1,"callback_query":{"id":"q","from":{{Ada}},"chat_instance":"c","data":"yes","message":{"message_id":3,"date":0,"chat":{{Forum}} } } }"""),
        ("press 42 yes on  in ", $$"""{"update_id":1,"callback_query":{"id":"q","from":{{Ada}},"chat_instance":"c","data":"yes","inline_message_id":"i"} }"""),
        ("stop 42 in telegram:7:42:9", $$"""{"update_id":1,"stopped_message_generation":{"chat":{{Direct}},"message_thread_id":9,"draft_id":5} }"""),
    ];

    [Theory]
    [MemberData(nameof(Updates))]
    public void Map_Update_GivesTheEvent(string expected, string json) => Assert.Equal(expected, Show(Assert.Single(Read(new TelegramUpdateReader(), json))));

    [Fact]
    public void Map_Move_IsToldByBothChats()
    {
        var events = Read(new TelegramUpdateReader(), Said(Super, "\"migrate_from_chat_id\":-5"), Said(Group, "\"migrate_to_chat_id\":-1001"));
        Assert.Equal(["moved telegram:7:-5 to telegram:7:-1001", "moved telegram:7:-5 to telegram:7:-1001"], events.Select(Show));
    }

    [Fact]
    public void Map_Edits_HaveTheirOwnVersionsByTimeAndContent()
    {
        string Edit(int date, string text) => Said(Direct, $"\"edit_date\":{date},\"text\":\"{text}\"").Replace("\"message\":", "\"edited_message\":", StringComparison.Ordinal);
        var reader = new TelegramUpdateReader();
        var first = Sources(reader, Said(Direct, "\"text\":\"a\"")).Single();
        var edits = Sources(reader, Edit(1500, "b"), Edit(1500, "b"), Edit(1500, "c"), Edit(1501, "b"));
        Assert.Equal("telegram:7:42:3:1", first);
        Assert.StartsWith("telegram:7:42:3:e1500-", edits[0], StringComparison.Ordinal);
        Assert.Equal(edits[0], edits[1]);
        Assert.Equal(4, edits.Append(first).Distinct().Count());
        var edited = Assert.IsType<PlatformEvent.Message>(Read(reader, Edit(1500, "b")).Single());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1500), edited.EditedAt);
    }

    [Theory]
    [InlineData("a cut text goes on", "10 1000 4096;11 1000 4096;12 1001 5;13 1001 5", "paste:10 paste:10 paste:10 -")]
    [InlineData("a long text alone", "10 1000 4000;11 1003 5", "paste:10 -")]
    [InlineData("short texts", "10 1000 3999;11 1000 5", "- -")]
    [InlineData("another message between", "10 1000 4096;12 1000 5", "paste:10 -")]
    [InlineData("a command behind", "10 1000 4096;11 1000 /", "paste:10 -")]
    [InlineData("told again", "10 1000 4096;11 1000 5;11 1000 5;12 1000 5", "paste:10 paste:10 paste:10 -")]
    [InlineData("forwards", "10 1000 f;11 1000 f;12 1001 f;13 1005 f", "forward:10 forward:10 forward:10 forward:13")]
    [InlineData("a comment, then forwards", "10 1000 5;11 1000 f;12 1000 f", "- forward:11 forward:11")]
    public void Map_PartsOfOneThing_AreJoined(string name, string messages, string expected)
    {
        var json = messages.Split(';').Select(message => message.Split(' ')).Select(message => Said(Direct, message[2] switch
        {
            "f" => """ "text":"x","forward_origin":{"type":"hidden_user","sender_user_name":"Bob","date":1}""",
            "/" => """ "text":"/stop","entities":[{"type":"bot_command","offset":0,"length":5}]""",
            _ => $"\"text\":\"{new string('x', int.Parse(message[2], CultureInfo.InvariantCulture))}\"",
        }, id: int.Parse(message[0], CultureInfo.InvariantCulture), date: int.Parse(message[1], CultureInfo.InvariantCulture)));
        var parts = Read(new TelegramUpdateReader(), [.. json]).Cast<PlatformEvent.Message>().Select(message => message.PartOf ?? "-");
        Assert.True(expected == string.Join(' ', parts), $"{name}: {string.Join(' ', parts)}");
    }

    [Theory]
    [InlineData("10 a *;11 a;12 a;13 b", "album:a! album:a! album:a! album:b")]
    [InlineData("10 a;11 a *;12 a", "album:a album:a! album:a!")]
    [InlineData("10 a *;11 4096;12 5", "album:a! paste:11 paste:11")]
    [InlineData("10 4096 *;11 4096;12 5;13 5", "paste:10! paste:10! paste:10! -")]
    [InlineData("10 4096;11 5", "paste:10 paste:10")]
    public void Map_WhatGoesOnWithAMessageForTheBot_IsForTheBot(string messages, string expected)
    {
        var json = messages.Split(';').Select(message => message.Split(' ')).Select(message => Said(
            Group,
            (int.TryParse(message[1], CultureInfo.InvariantCulture, out var length) ? $"\"text\":\"{new string('x', length)}\"" : $$""" "photo":[{{Size("f", 1)}}],"media_group_id":"{{message[1]}}","caption":"x" """)
            + (message.Length < 3 ? "" : $$""","{{(length > 0 ? "" : "caption_")}}entities":[{"type":"text_mention","offset":0,"length":1,"user":{{Us}} }]"""),
            id: int.Parse(message[0], CultureInfo.InvariantCulture)));
        // Also where the process ends between any two of them.
        var (reader, saved, told) = (new TelegramUpdateReader(), new TelegramUpdateReader(), new List<string>());
        foreach (var update in json)
        {
            var message = (PlatformEvent.Message)Read(reader, update).Single();
            Assert.Equal((message.PartOf, message.IsForUs), Read(saved, update).Cast<PlatformEvent.Message>().Select(again => (again.PartOf, again.IsForUs)).Single());
            told.Add((message.PartOf ?? "-") + (message.IsForUs ? "!" : ""));
            (var state, saved) = (saved.Parts.Save(), new TelegramUpdateReader());
            saved.Parts.Restore(state);
        }

        Assert.Equal(expected, string.Join(' ', told));
    }

    /// <summary>Any change to real updates gives one event each, in order, and the untouched ones are read.</summary>
    [Fact]
    public void Read_AnyChangesToRealUpdates_GiveOneEventEach() => Fuzzing.Run(1, random =>
    {
        var updates = Enumerable.Range(0, random.Next(1, 8)).Select(_ => (Json: JsonNode.Parse(Table[random.Next(Table.Count)].Json)!, IsChanged: random.Next(3) > 0)).ToList();
        foreach (var (json, isChanged) in updates)
        {
            for (var i = 0; isChanged && i <= random.Next(3); i++)
                Change(json, random);
        }

        var list = "[" + string.Join(',', updates.Select(update => update.Json.ToJsonString())) + "]";
        using var document = JsonDocument.Parse(list, new JsonDocumentOptions { MaxDepth = 512 });
        var batch = new TelegramUpdateReader().Read(document.RootElement, Bot)!;
        Assert.Equal(updates.Count, batch.Events.Count);
        foreach (var (told, update) in batch.Events.Zip(updates))
            Assert.False(!update.IsChanged && told is PlatformEvent.Unreadable { Why: not "A message in a direct chat is from someone else." and not "The id of a chat does not fit its kind." }, update.Json.ToJsonString());
    });

    private static void Change(JsonNode json, Random random)
    {
        var nodes = new List<JsonNode>();
        Collect(json, nodes);
        var node = nodes[random.Next(nodes.Count)];
        JsonNode? value = random.Next(9) switch
        {
            0 => null,
            1 => -1,
            2 => 9_000_000_000_000_000_000,
            3 => "x",
            4 => new string('\ud800', 1) + "\0\u202e",
            5 => new JsonArray(1, null, "a"),
            6 => new JsonObject { ["type"] = "newest" },
            7 => 1e300,
            _ => true,
        };
        if (node is JsonObject { Count: > 0 } map)
        {
            var key = map.ElementAt(random.Next(map.Count)).Key;
            if (random.Next(4) == 0)
                map.Remove(key);
            else
                map[key] = value;
        }
        else if (node is JsonArray { Count: > 0 } list)
        {
            list[random.Next(list.Count)] = value;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is JsonObject map)
        {
            nodes.Add(map);
            foreach (var (_, value) in map)
                Collect(value, nodes);
        }
        else if (node is JsonArray list)
        {
            nodes.Add(list);
            foreach (var value in list)
                Collect(value, nodes);
        }
    }

    private static string Said(string chat, string content, string from = Ada, int id = 3, int date = 1000) =>
        $$"""{"update_id":1,"message":{"message_id":{{id}},"date":{{date}},"chat":{{chat}},"from":{{from}},{{content}} } }""";

    private static string Size(string id, int width) => $$"""{"file_id":"{{id}}","file_unique_id":"u{{id}}","width":{{width}},"height":{{width}} }""";

    private static IReadOnlyList<PlatformEvent> Read(TelegramUpdateReader reader, params string[] updates)
    {
        using var document = JsonDocument.Parse("[" + string.Join(',', updates) + "]");
        return reader.Read(document.RootElement, Bot)!.Events;
    }

    private static List<string> Sources(TelegramUpdateReader reader, params string[] updates) =>
        [.. Read(reader, updates).Cast<PlatformEvent.Message>().Select(message => message.Source.ToString())];

    private static string Show(PlatformEvent told) => told switch
    {
        PlatformEvent.Message message => Show(message),
        PlatformEvent.NotTaken not => $"not taken: {not.Why}",
        PlatformEvent.Unreadable bad => $"unreadable: {bad.Why}",
        PlatformEvent.Moved moved => $"moved {moved.From} to {moved.To}",
        PlatformEvent.Membership member => $"member {member.IsMember} {member.Detail} of {member.Chat.Target}",
        PlatformEvent.Press press => $"press {press.Sender.Id} {press.Data} on {press.MessageId} in {press.Chat?.Target}",
        PlatformEvent.StopPress stop => $"stop {stop.Sender?.Id} in {stop.Chat.Target}",
        _ => throw new InvalidOperationException(told.ToString()),
    };

    private static string Show(PlatformEvent.Message message)
    {
        var text = new StringBuilder($"{message.Chat.Target} {message.Chat.Kind} {message.Sender.Id} {message.Sender.Name}");
        text.Append(message.Sender.IsAnonymous ? " anonymous" : message.Sender.IsBot ? " bot" : "").Append(" | ").Append(message.Text);
        var more = new List<string>();
        if (message.Command is not null)
            more.Add($"{message.Command}({message.Argument})");
        if (message.IsForUs)
            more.Add("for us");
        if (message.IsForAnother)
            more.Add("for another");
        if (message.Quoted is not null)
            more.Add($"quotes <{message.Quoted}>");
        if (message.PartOf is not null)
            more.Add($"part of {message.PartOf}");
        more.AddRange(message.Files.Select(file => $"{file.Name} {file.MediaType} {file.Reference}"));
        return more.Count == 0 ? text.ToString() : $"{text} | {string.Join(' ', more)}";
    }
}
