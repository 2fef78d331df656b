using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Channels;
using LurkBot.Channels.Wire;

namespace LurkBot.Tests.Channels;

/// <summary>What each event of the gateway means.</summary>
public sealed class DiscordMapperTests
{
    // 42 Ada, 43 Bob, 7 the bot, 9 its role, 8 another role; 100 a guild; 200 a channel, 201 a thread of it, 300 a forum, 301 a post, 500 Ada's direct chat.
    private const string Ada = """{"id":"42","username":"ada","global_name":"Ada L"}""", Bob = """{"id":"43","username":"bob"}""", Us = """{"id":"7","username":"lurk","bot":true}""";

    private const string Guild = """
        {"id":"100","name":"Club","owner_id":"44",
         "roles":[{"id":"9","name":"lurk","permissions":"0","managed":true,"tags":{"bot_id":"7"}},{"id":"8","name":"Chess","permissions":"0"},{"id":"10","name":"Masters","permissions":"8"}],
         "channels":[{"id":"200","type":0,"name":"general"},{"id":"300","type":15,"name":"questions"}],
         "threads":[{"id":"201","type":11,"name":"moves","parent_id":"200"},{"id":"301","type":11,"name":"why","parent_id":"300"}]}
        """;

    private static readonly DiscordSelf Self = new(new Snowflake(7), "lurk", new Snowflake(77), ReadsContent: true);

    public static TheoryData<string, string, string> Events => new(Table.Select(row => (row.Expected, row.Type, row.Json)));

    private static IReadOnlyList<(string Expected, string Type, string Json)> Table { get; } =
    [
        // Where it is said.
        ("42 Direct 42 Ada L | hi | for us", "MESSAGE_CREATE", Direct("\"content\":\"hi\"")),
        ("200 in 100 Group 42 Ada L | hi", "MESSAGE_CREATE", Said("200", "\"content\":\"hi\"")),
        ("200:201 in 100 Group 42 Ada L | hi", "MESSAGE_CREATE", Said("201", "\"content\":\"hi\"")),
        ("300:301 in 100 Group 42 Ada L | a question", "MESSAGE_CREATE", Said("301", "\"content\":\"a question\"")),
        ("42 Direct 42 Ada L | a new direct chat | for us", "MESSAGE_CREATE", $$"""{"id":"3","channel_id":"501","author":{{Ada}},"content":"a new direct chat"}"""),
        ("not taken: a message of a channel that is not known", "MESSAGE_CREATE", Said("999", "\"content\":\"hi\"")),

        // For whom.
        ("200 in 100 Group 42 Ada L | hi | for us", "MESSAGE_CREATE", Said("200", $"\"content\":\"<@7> hi\",\"mentions\":[{Us}]")),
        ("200 in 100 Group 42 Ada L | hi @lurk | for us", "MESSAGE_CREATE", Said("200", $"\"content\":\"hi <@!7>\",\"mentions\":[{Us}]")),
        ("200 in 100 Group 42 Ada L | hi | for us", "MESSAGE_CREATE", Said("200", "\"content\":\"<@&9>, hi\",\"mention_roles\":[\"9\"]")),
        ("200 in 100 Group 42 Ada L | @Chess hi", "MESSAGE_CREATE", Said("200", "\"content\":\"<@&8> hi\",\"mention_roles\":[\"8\"]")),
        ("200 in 100 Group 42 Ada L | lurk, @lurk and <@7> in words", "MESSAGE_CREATE", Said("200", "\"content\":\"lurk, @lurk and <@7> in words\"")),
        ("200 in 100 Group 42 Ada L | yes | for us", "MESSAGE_CREATE", Said("200", $$""" "type":19,"content":"yes","referenced_message":{"id":"2","channel_id":"200","author":{{Us}},"content":"Shall I?"}""")),
        ("200 in 100 Group 42 Ada L | yes | quotes <Lunch?>", "MESSAGE_CREATE", Said("200", $$""" "type":19,"content":"yes","referenced_message":{"id":"2","channel_id":"200","author":{{Bob}},"content":"Lunch?"}""")),
        ("200 in 100 Group 42 Ada L | yes", "MESSAGE_CREATE", Said("200", """ "type":19,"content":"yes","referenced_message":null""")),

        // Commands that are written.
        ("42 Direct 42 Ada L | /Stop all | /stop(all) for us", "MESSAGE_CREATE", Direct("\"content\":\"/Stop all\"")),
        ("42 Direct 42 Ada L | and/or | for us", "MESSAGE_CREATE", Direct("\"content\":\"and/or\"")),
        ("42 Direct 42 Ada L | /home/ada is full | for us", "MESSAGE_CREATE", Direct("\"content\":\"/home/ada is full\"")),
        ("200 in 100 Group 42 Ada L | /stop", "MESSAGE_CREATE", Said("200", "\"content\":\"/stop\"")),
        ("200 in 100 Group 42 Ada L | /stop | /stop() for us", "MESSAGE_CREATE", Said("200", $"\"content\":\"<@7> /stop\",\"mentions\":[{Us}]")),

        // Who it is.
        ("200 in 100 Group 42 Queen | hi", "MESSAGE_CREATE", Said("200", """ "content":"hi","member":{"nick":"Queen","roles":[]}""")),
        ("200 in 100 Group 42 Ada L administrator | hi", "MESSAGE_CREATE", Said("200", """ "content":"hi","member":{"roles":["10"]}""")),
        ("200 in 100 Group 44 owner administrator | hi", "MESSAGE_CREATE", Said("200", "\"content\":\"hi\"", """{"id":"44","username":"owner"}""")),
        ("200 in 100 Group 8 other bot | hi", "MESSAGE_CREATE", Said("200", "\"content\":\"hi\"", """{"id":"8","username":"other","bot":true}""")),
        ("200 in 100 Group 55 Hook bot | hi", "MESSAGE_CREATE", Said("200", "\"content\":\"hi\",\"webhook_id\":\"55\"", """{"id":"55","username":"Hook"}""")),
        ("", "MESSAGE_CREATE", Said("200", "\"content\":\"mine\"", Us)),
        ("", "MESSAGE_CREATE", Said("200", "\"content\":\"\",\"type\":7")),
        ("", "MESSAGE_CREATE", Said("200", "\"content\":\"\",\"type\":21")),
        ("unreadable: A message in a direct chat is from someone else.", "MESSAGE_CREATE", Direct("\"content\":\"hi\"", Bob)),
        ("unreadable: It is not as Discord's documentation says, at $.id.", "MESSAGE_CREATE", """{"id":"x","channel_id":"200"}"""),
        ("unreadable: It is not as Discord's documentation says, at $.", "MESSAGE_CREATE", """[1]"""),

        // What is said.
        ("42 Direct 42 Ada L | @Bob in #general at 2023-11-14 22:13 UTC :smile: | for us", "MESSAGE_CREATE", Direct("""
             "content":"<@43> in <#200> at <t:1700000000:R> <a:smile:12>","mentions":[{"id":"43","username":"bob","global_name":"Bob"}]
             """)),
        ("42 Direct 42 Ada L | look | for us photo.png image/png 500 3 1 http://x/1", "MESSAGE_CREATE", Direct("""
             "content":"look","attachments":[{"id":"1","filename":"photo.png","content_type":"image/png","size":4,"url":"http://x/1"}]
             """)),
        ("42 Direct 42 Ada L |  | for us passwd text/plain 500 3 1 http://x/1", "MESSAGE_CREATE", Direct("""
             "attachments":[{"id":"1","filename":"../../etc/passwd","content_type":"Text/Plain; charset=utf-8","size":4,"url":"http://x/1"}]
             """)),
        ("42 Direct 42 Ada L |  | for us voice-1.ogg audio/ogg 500 3 1 http://x/1", "MESSAGE_CREATE", Direct("""
             "flags":8192,"attachments":[{"id":"1","filename":"voice-message.ogg","content_type":"audio/ogg","size":4,"url":"http://x/1","duration_secs":2.5,"waveform":"AA=="}]
             """)),
        ("42 Direct 42 Ada L | [forwarded]\n/stop | for us", "MESSAGE_CREATE", Direct("""
             "content":"","message_snapshots":[{"message":{"content":"/stop"}}]
             """)),
        ("42 Direct 42 Ada L | [sticker Wave (1)] | for us", "MESSAGE_CREATE", Direct("""
             "content":"","sticker_items":[{"id":"1","name":"Wave [1]","format_type":1}]
             """)),
        ("42 Direct 42 Ada L | [poll: Tea? / Yes / No] | for us", "MESSAGE_CREATE", Direct("""
             "content":"","poll":{"question":{"text":"Tea?"},"answers":[{"answer_id":1,"poll_media":{"text":"Yes"}},{"answer_id":2,"poll_media":{"text":"No"}}]}
             """)),

        // Edits and deletions.
        ("edited e1700000000000: 42 Direct 42 Ada L | better | for us", "MESSAGE_UPDATE", Direct("\"content\":\"better\",\"edited_timestamp\":\"2023-11-14T22:13:20+00:00\"")),
        ("", "MESSAGE_UPDATE", Direct("\"content\":\"unfurled\",\"edited_timestamp\":null")),
        ("", "MESSAGE_UPDATE", """{"id":"3","channel_id":"500","embeds":[]}"""),
        ("deleted discord:7:200:3:1 in 200", "MESSAGE_DELETE", """{"id":"3","channel_id":"200","guild_id":"100"}"""),
        ("deleted discord:7:201:3:1 in 200:201; deleted discord:7:201:4:1 in 200:201", "MESSAGE_DELETE_BULK", """{"ids":["3","4"],"channel_id":"201","guild_id":"100"}"""),
        ("", "MESSAGE_DELETE", """{"id":"3","channel_id":"999"}"""),

        // Interactions.
        ("42 Direct 42 Ada L | /model big | /model(big) for us", "INTERACTION_CREATE", Used(2, """{"id":"1","name":"model","type":1,"options":[{"name":"text","type":3,"value":"big"}]}""", $"\"user\":{Ada},\"channel_id\":\"500\"")),
        ("200 in 100 Group 42 Ada L administrator | /new | /new() for us", "INTERACTION_CREATE", Used(2, """{"id":"1","name":"new","type":1}""", $$""" "guild_id":"100","channel_id":"200","member":{"roles":[],"permissions":"32","user":{{Ada}} }""")),
        ("200:202 in 100 Group 42 Ada L | /new | /new() for us", "INTERACTION_CREATE", Used(2, """{"id":"1","name":"new","type":1}""", $$""" "guild_id":"100","channel_id":"202","channel":{"id":"202","type":11,"parent_id":"200"},"member":{"roles":[],"permissions":"0","user":{{Ada}} }""")),
        ("press a:o:1 of 6 in 42 by 42 Ada L", "INTERACTION_CREATE", Used(3, """{"custom_id":"a:o:1","component_type":2}""", $$""" "user":{{Ada}},"channel_id":"500","message":{"id":"6","channel_id":"500"}""")),
        ("stop in 200 by 42 Ada L", "INTERACTION_CREATE", Used(3, """{"custom_id":"stop","component_type":2}""", $$""" "guild_id":"100","channel_id":"200","member":{"roles":[],"user":{{Ada}} },"message":{"id":"6","channel_id":"200"}""")),
        ("not taken: a command in a chat that the bot is not in", "INTERACTION_CREATE", Used(2, """{"id":"1","name":"new","type":1}""", $$""" "user":{{Ada}},"channel_id":"600","channel":{"id":"600","type":3}""")),
        ("not taken: a kind of interaction that is not used", "INTERACTION_CREATE", Used(4, """{"id":"1","name":"new","type":1}""", $"\"user\":{Ada},\"channel_id\":\"500\"")),
        ("unreadable: An interaction names no person or channel.", "INTERACTION_CREATE", Used(2, """{"id":"1","name":"new","type":1}""", "\"channel_id\":\"500\"")),
        ("", "TYPING_START", """{"channel_id":"200"}"""),
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void Map_Event_MeansThis(string expected, string type, string json) =>
        Assert.Equal(expected, string.Join("; ", Map(type, json).Select(Show)));

    [Fact]
    public void Map_AnyPieceLeftOutOrChanged_NeverThrows()
    {
        foreach (var (_, type, json) in Table)
        {
            foreach (var broken in Broken(JsonNode.Parse(json)!))
                Assert.All(Map(type, broken), told => Assert.NotNull(Show(told)));
        }
    }

    private static IReadOnlyList<PlatformEvent> Map(string type, string json) => new DiscordMapper(Self, Places()).Map(type, JsonSerializer.Deserialize<JsonElement>(json), 12);

    private static DiscordPlaces Places()
    {
        var places = new DiscordPlaces();
        places.Put(JsonSerializer.Deserialize(Guild, DiscordJson.Default.DiscordGuild)!);
        places.PutDirect(new Snowflake(500), new Snowflake(42));
        return places;
    }

    private static string Direct(string fields, string author = Ada) => $$"""{"id":"3","channel_id":"500","author":{{author}},{{fields}}}""";

    private static string Said(string channel, string fields, string author = Ada) => $$"""{"id":"3","channel_id":"{{channel}}","guild_id":"100","author":{{author}},{{fields}}}""";

    private static string Used(int type, string data, string fields) => $$"""{"id":"5","application_id":"77","type":{{type}},"token":"t","version":1,"data":{{data}},{{fields}}}""";

    /// <summary>The JSON with each of its values taken away or made another.</summary>
    private static IEnumerable<string> Broken(JsonNode node)
    {
        foreach (var path in Paths(node, []))
        {
            foreach (var other in (string?[])[null, "null", "1", "\"x\"", "[]", "{}", "[null]", "-1", "\"18446744073709551615\""])
            {
                var copy = node.DeepClone();
                var parent = path[..^1].Aggregate(copy, (at, step) => step is int index ? at[index]! : at[(string)step]!);
                if (parent is JsonArray array)
                    array[(int)path[^1]] = other is null ? null : JsonNode.Parse(other);
                else if (other is null)
                    parent.AsObject().Remove((string)path[^1]);
                else
                    parent.AsObject()[(string)path[^1]] = JsonNode.Parse(other);
                yield return copy.ToJsonString();
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        IEnumerable<(object Step, JsonNode? Node)> children = node switch
        {
            JsonObject inner => inner.Select(pair => ((object)pair.Key, pair.Value)),
            JsonArray list => list.Select((child, i) => ((object)i, child)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            yield return [.. path, step];
            foreach (var deeper in Paths(child, [.. path, step]))
                yield return deeper;
        }
    }

    private static string Show(PlatformEvent told)
    {
        string Chat(PlatformChat chat) => $"{chat.Target.Chat}{(chat.Target.Thread is { } thread ? ":" + thread : "")}";
        string Sender(PlatformSender sender) => $"{sender.Id} {sender.Name}{(sender.IsBot ? " bot" : "")}{(sender.IsAdministrator ? " administrator" : "")}";
        switch (told)
        {
            case PlatformEvent.Message message:
                var text = new StringBuilder();
                if (message.EditedAt is not null)
                    text.Append(CultureInfo.InvariantCulture, $"edited {message.Source.Version}: ");
                text.Append(CultureInfo.InvariantCulture, $"{Chat(message.Chat)}{(message.Chat.Guild is { } guild ? " in " + guild : "")} {message.Chat.Kind} {Sender(message.Sender)} | {message.Text}");
                var more = string.Join(' ', ((string?[])[
                    message.Command is { } command ? $"{command}({message.Argument})" : null,
                    message.IsForUs ? "for us" : null,
                    message.Quoted is { } quoted ? $"quotes <{quoted}>" : null,
                    .. message.Files.Select(file => $"{file.Name} {file.MediaType} {file.Reference}")]).OfType<string>());
                return text.Append(more.Length > 0 ? " | " + more : "").ToString();
            case PlatformEvent.Deletion deletion:
                return $"deleted {deletion.Source} in {Chat(deletion.Chat)}";
            case PlatformEvent.Press press:
                return $"press {press.Data} of {press.MessageId} in {Chat(press.Chat!)} by {Sender(press.Sender)}";
            case PlatformEvent.StopPress stop:
                return $"stop in {Chat(stop.Chat)} by {Sender(stop.Sender!)}";
            case PlatformEvent.NotTaken refused:
                return $"not taken: {refused.Why}";
            case PlatformEvent.Unreadable broken:
                return $"unreadable: {broken.Why}";
            default:
                return told.ToString();
        }
    }
}
