using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>What each event means.</summary>
public sealed class SlackMapperTests
{
    private static readonly SlackBot Bot = new("U0BOT", "B0BOT", "T1", "E1", "LurkBot");

    private static readonly Dictionary<string, SlackPerson> People = new(StringComparer.Ordinal)
    {
        ["U1"] = new("Ada", false, true),
        ["U2"] = new("Bob", false, false),
        ["U3"] = new("Hook", true, false),
    };

    public static TheoryData<string, string> Events => new(Table.Select(row => (row.Expected, row.Json)));

    private static IReadOnlyList<(string Expected, string Json)> Table { get; } =
    [
        // Where it is.
        ("slack:U0BOT:D1 Direct U1 Ada admin | hi | for us", Said("D1", "\"text\":\"hi\",\"channel_type\":\"im\"")),
        ("slack:U0BOT:D1:50.000001 Direct U1 Ada admin | hi | for us", Said("D1", "\"text\":\"hi\",\"thread_ts\":\"50.000001\"")),
        ("slack:U0BOT:C1 Group U1 Ada admin | hi", Said("C1", "\"text\":\"hi\"")),
        ("slack:U0BOT:G1 Group U1 Ada admin | hi", Said("G1", "\"text\":\"hi\",\"channel_type\":\"mpim\"")),
        ("slack:U0BOT:C1:100.000001 Group U1 Ada admin | @LurkBot hi | for us", Said("C1", "\"text\":\"<@U0BOT> hi\"")),
        ("slack:U0BOT:C1:100.000001 Group U1 Ada admin | @LurkBot hi | for us", Said("C1", "\"text\":\"<@U0BOT|lurk> hi\"", type: "app_mention")),
        ("slack:U0BOT:C1:50.000001 Group U1 Ada admin | hi", Said("C1", "\"text\":\"hi\",\"thread_ts\":\"50.000001\"")),
        ("slack:U0BOT:C1:60.000001 Group U1 Ada admin | hi | for us", Said("C1", "\"text\":\"hi\",\"thread_ts\":\"60.000001\"")),
        ("slack:U0BOT:C1:50.000001 Group U1 Ada admin | hi | for us", Said("C1", "\"text\":\"hi\",\"thread_ts\":\"50.000001\",\"parent_user_id\":\"U0BOT\"")),
        ("slack:U0BOT:C1 Group U1 Ada admin | root with answers", Said("C1", "\"text\":\"root with answers\",\"thread_ts\":\"100.000001\"")),
        ("slack:U0BOT:C1:50.000001 Group U1 Ada admin | also here", Said("C1", "\"subtype\":\"thread_broadcast\",\"text\":\"also here\",\"thread_ts\":\"50.000001\"")),

        // What it says.
        ("slack:U0BOT:D1 Direct U1 Ada admin | a < b && <b> @Bob @U9 #dev #C2 @here @team today | for us", Said("D1", "\"text\":\"a &lt; b &amp;&amp; &lt;b&gt; <@U2> <@U9> <#C2|dev> <#C2> <!here> <!subteam^S1|@team> <!date^1^{date}|today>\"")),
        ("slack:U0BOT:D1 Direct U1 Ada admin | https://e.com/?a=1&b=2 docs (https://e.com) a@b.c | for us", Said("D1", "\"text\":\"<https://e.com/?a=1&amp;b=2> <https://e.com|docs> <mailto:a@b.c|a@b.c>\"")),
        ("slack:U0BOT:C1 Group U1 Ada admin | mail lurk@U0BOT, &lt;@U0BOT> <", Said("C1", "\"text\":\"mail lurk@U0BOT, &amp;lt;@U0BOT&gt; <\"")),
        ("slack:U0BOT:D1 Direct U1 Ada admin | /new now | /new(now) for us", Said("D1", "\"text\":\"/new now\"")),
        ("slack:U0BOT:C1:100.000001 Group U1 Ada admin | @LurkBot  /Stop all | /stop(all) for us", Said("C1", "\"text\":\"<@U0BOT>  /Stop all\"")),
        ("slack:U0BOT:C1 Group U1 Ada admin | /stop", Said("C1", "\"text\":\"/stop\"")),
        ("slack:U0BOT:D1 Direct U1 Ada admin | /etc/passwd is a file | for us", Said("D1", "\"text\":\"/etc/passwd is a file\"")),
        ("slack:U0BOT:D1 Direct U1 Ada admin | look | for us a.png image/png F1", Said("D1", "\"subtype\":\"file_share\",\"text\":\"look\",\"files\":[{\"id\":\"F1\",\"name\":\"../../a.png\",\"mimetype\":\"image/png\",\"size\":3}]")),
        ("slack:U0BOT:D1 Direct U1 Ada admin | [a file that Slack does not have: old (1)] | for us", Said("D1", "\"text\":\"\",\"files\":[{\"id\":\"F1\",\"name\":\"old [1]\",\"mode\":\"tombstone\"}]")),
        ("slack:U0BOT:D1 Direct U1 Ada admin | see\\n[forwarded from Bob]\\n/stop | for us", Said("D1", "\"text\":\"see\",\"attachments\":[{\"is_share\":true,\"author_name\":\"Bob\",\"text\":\"/stop\"},{\"title\":\"Preview\",\"text\":\"of a link\"}]")),

        // Who it is.
        ("slack:U0BOT:C1 Group U3 Hook bot | hi", Said("C1", "\"text\":\"hi\"", user: "\"U3\"")),
        ("slack:U0BOT:C1 Group B9  bot | hi", Said("C1", "\"subtype\":\"bot_message\",\"bot_id\":\"B9\",\"text\":\"hi\"", user: "null")),
        ("slack:U0BOT:C1 Group T9/U1 Ada | hi", Said("C1", "\"text\":\"hi\",\"user_team\":\"T9\"")),
        ("slack:U0BOT:C1 Group W7  | hi", Said("C1", "\"text\":\"hi\",\"user_team\":\"E1\"", user: "\"W7\"")),
        ("slack:U0BOT:D1 Direct USLACKBOT  bot | hi | for us", Said("D1", "\"text\":\"hi\"", user: "\"USLACKBOT\"")),
        ("nothing", Said("C1", "\"text\":\"mine\"", user: "\"U0BOT\"")),
        ("nothing", Said("C1", "\"bot_id\":\"B0BOT\",\"text\":\"mine\"", user: "null")),
        ("not taken: a message without a sender", Said("C1", "\"text\":\"hi\"", user: "null")),
        ("unreadable: The id of a person is not valid.", Said("C1", "\"text\":\"hi\"", user: "\"U1 x\"")),
        ("unreadable: It names no channel.", Said("x", "\"text\":\"hi\"")),
        ("unreadable: A message has no valid id.", Said("C1", "\"text\":\"hi\"").Replace("100.000001", "yesterday", StringComparison.Ordinal)),

        // What changes.
        ("slack:U0BOT:D1 Direct U1 Ada admin | five | for us edited 1970-01-01 00:03:20Z", Changed("four", "five", "\"edited\":{\"user\":\"U1\",\"ts\":\"200.000000\"}")),
        ("nothing", Changed("four", "four", "\"edited\":{\"user\":\"U1\",\"ts\":\"200.000000\"}")),
        ("nothing", Changed("four", "four", "\"reply_count\":1")),
        ("nothing", Changed("four", "five", "\"bot_id\":\"B0BOT\",\"edited\":{\"user\":\"U1\",\"ts\":\"200.000000\"}")),
        ("deleted slack:U0BOT:D1:100.000001:1", Changed("four", "", "\"subtype\":\"tombstone\"")),
        ("deleted slack:U0BOT:C1:90.000001:1", """{"type":"message","subtype":"message_deleted","channel":"C1","deleted_ts":"90.000001","ts":"101.0","previous_message":{"user":"U1","ts":"90.000001","text":"x"}}"""),
        ("nothing", """{"type":"message","subtype":"message_deleted","channel":"C1","deleted_ts":"90.000001","ts":"101.0","previous_message":{"user":"U0BOT","ts":"90.000001","text":"x"}}"""),
        ("nothing", """{"type":"message","subtype":"message_replied","channel":"C1","ts":"101.0"}"""),
        ("not taken: a service message (channel_join)", Said("C1", "\"subtype\":\"channel_join\",\"text\":\"joined\"")),
        ("not taken: a reaction", """{"type":"reaction_added","user":"U1","reaction":"eyes","item":{"type":"message","channel":"C1","ts":"1.2"}}"""),
        ("nothing", """{"type":"reaction_added","user":"U0BOT","reaction":"eyes","item":{"type":"message","channel":"C1","ts":"1.2"}}"""),
        ("member True member of slack:U0BOT:C1", """{"type":"member_joined_channel","user":"U0BOT","channel":"C1","channel_type":"C","team":"T1"}"""),
        ("nothing", """{"type":"member_joined_channel","user":"U2","channel":"C1"}"""),
        ("member False left of slack:U0BOT:C1", """{"type":"channel_left","channel":"C1"}"""),
        ("moved slack:U0BOT:G1 to slack:U0BOT:C9", """{"type":"channel_id_changed","old_channel_id":"G1","new_channel_id":"C9"}"""),
        ("unreadable: A move names no channel.", """{"type":"channel_id_changed","old_channel_id":"G1"}"""),
        ("stop U1 in slack:U0BOT:D1:50.000001", """{"type":"agent_session_stopped","channel":"D1","user":"U1","thread_ts":"50.000001","event_ts":"100.1","streaming_message_ts":["51.1"]}"""),
        ("nothing", """{"type":"channel_rename","channel":{"id":"C1","name":"lobby"}}"""),
        ("nothing", """{"type":"assistant_thread_started","assistant_thread":{"user_id":"U1","channel_id":"D1","thread_ts":"1.2"}}"""),
        ("nothing", """{"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages"}"""),
        ("not taken: a kind of event that is not used", """{"type":"brand_new","user":{"id":"U1"},"channel":7,"ts":1.5}"""),
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void Map_Event_GivesTheEvent(string expected, string json) => Assert.Equal(expected, Show(Read(json)));

    [Fact]
    public void Map_MentionAndItsMessage_AreOneSource()
    {
        var message = Assert.IsType<PlatformEvent.Message>(Read(Said("C1", "\"text\":\"<@U0BOT> hi\"")));
        var mention = Assert.IsType<PlatformEvent.Message>(Read(Said("C1", "\"text\":\"<@U0BOT> hi\"", type: "app_mention")));
        Assert.Equal(message.Source, mention.Source);
        Assert.Equal("slack:U0BOT:C1:100.000001:1", message.Source.ToString());
        Assert.Equal((message.Text, message.IsForUs, message.Chat), (mention.Text, mention.IsForUs, mention.Chat));
    }

    [Fact]
    public void Map_Edits_HaveTheirOwnVersions()
    {
        string Edit(string at, string text) => Changed("a", text, $"\"edited\":{{\"user\":\"U1\",\"ts\":\"{at}\"}}");
        var sources = new[] { Edit("200.1", "b"), Edit("200.1", "b"), Edit("200.1", "c"), Edit("201.1", "b") }.Select(json => Assert.IsType<PlatformEvent.Message>(Read(json)).Source.ToString()).ToList();
        Assert.StartsWith("slack:U0BOT:D1:100.000001:e200.1-", sources[0], StringComparison.Ordinal);
        Assert.Equal(3, sources.Distinct().Count());
        Assert.Equal(sources[0], sources[1]);
    }

    [Theory]
    [InlineData("press U1 yes on 90.000001 in slack:U0BOT:C1:50.000001", """{"type":"block_actions","user":{"id":"U1"},"channel":{"id":"C1"},"container":{"type":"message","message_ts":"90.000001","channel_id":"C1","thread_ts":"50.000001"},"actions":[{"type":"button","action_id":"lurkbot-0","value":"yes"}]}""")]
    [InlineData("press U1 yes on 90.000001 in slack:U0BOT:D1", """{"type":"block_actions","user":{"id":"U1"},"container":{"message_ts":"90.000001","channel_id":"D1","thread_ts":"90.000001"},"actions":[{"type":"button","value":"yes"}]}""")]
    [InlineData("press T9/U1 yes on 90.000001 in slack:U0BOT:C1", """{"type":"block_actions","user":{"id":"U1","team_id":"T9"},"container":{"message_ts":"90.000001","channel_id":"C1"},"actions":[{"type":"button","value":"yes"}]}""")]
    [InlineData("press U1 yes on 90.000001 in slack:U0BOT:C1", """{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"container":{"message_ts":"90.000001","channel_id":"C1"},"actions":[{"type":"button","value":"yes"}]}""")]
    [InlineData("press U1  on  in ", """{"type":"block_actions","user":{"id":"U1"},"actions":[{"type":"button"}]}""")]
    [InlineData("not taken: a kind of interaction that is not used", """{"type":"view_submission","user":{"id":"U1"}}""")]
    [InlineData("unreadable: A press names no person.", """{"type":"block_actions","actions":[{"type":"button","value":"yes"}]}""")]
    public void Map_Press_GivesThePress(string expected, string json) => Assert.Equal(expected, Show(Try(() => SlackMapper.Map(JsonSerializer.Deserialize(json, SlackJson.Default.SlackInteraction)!, View(), Own))));

    [Theory]
    [InlineData("slack:U0BOT:C1 Group U1 Ada admin | /status | /status() for us", "/lurkbot", "status", "C1")]
    [InlineData("slack:U0BOT:C1 Group U1 Ada admin | /help | /help() for us", "/lurkbot", " ", "C1")]
    [InlineData("slack:U0BOT:C1 Group U1 Ada admin | /search a &lt;b | /search(a &lt;b) for us", "/lurkbot", "/search a &amp;lt;b", "C1")]
    [InlineData("slack:U0BOT:C1 Group U1 Ada admin | /stop all | /stop(all) for us", "/stop", "all", "C1")]
    [InlineData("slack:U0BOT:D5 Direct U1 Ada admin | /new | /new() for us", "/lurkbot", "new", "D9")]
    public void Map_SlashCommand_IsACommand(string expected, string command, string text, string channel) =>
        Assert.Equal(expected, Show(SlackMapper.Map(new SlackSlashCommand { Command = command, Text = text, UserId = "U1", ChannelId = channel }, "D5", "e1", DateTimeOffset.UnixEpoch, View())));

    [Theory]
    [InlineData("T9", "T9/U1")]
    [InlineData("T1", "U1")]
    [InlineData("E1", "U1")]
    public void Map_SlashCommand_NamesAPersonAsTheirMessagesDo(string team, string person) => Assert.Equal(
        person,
        Assert.IsType<PlatformEvent.Message>(SlackMapper.Map(new SlackSlashCommand { Command = "/lurkbot", TeamId = team, UserId = "U1", ChannelId = "C1" }, null, "e1", DateTimeOffset.UnixEpoch, View())).Sender.Id);

    [Fact]
    public void Map_SlashCommandInAForeignDirectChat_IsNotTaken() =>
        Assert.Equal("not taken: a command in a direct chat that is not the bot's", Show(SlackMapper.Map(new SlackSlashCommand { Command = "/lurkbot", UserId = "U1", ChannelId = "D9" }, null, "e1", DateTimeOffset.UnixEpoch, View())));

    /// <summary>Any change to real events gives an event or nothing, and never an error of another kind.</summary>
    [Fact]
    public void Read_AnyChangesToRealEvents_GiveAnEventOrNothing() => Fuzzing.Run(1, random =>
    {
        var json = JsonNode.Parse(Table[random.Next(Table.Count)].Json)!;
        for (var i = random.Next(4); i >= 0; i--)
            Change(json.AsObject(), random);
        _ = Read(json.ToJsonString());
    });

    private static void Change(JsonObject json, Random random)
    {
        var key = json.ElementAt(random.Next(json.Count)).Key;
        if (json[key] is JsonObject { Count: > 0 } inner && random.Next(2) == 0)
        {
            Change(inner, random);
            return;
        }

        json[key] = random.Next(8) switch
        {
            0 => null,
            1 => -1,
            2 => "x",
            3 => new string('\ud800', 1) + "\0\u202e<@",
            4 => new JsonArray(1, null, "a"),
            5 => new JsonObject { ["id"] = "C1" },
            6 => "99999999999999999999.999999999999",
            _ => true,
        };
    }

    private static readonly LurkBot.Delivery.MessageSource Own = new("slack", "U0BOT", "event", "e1", "1");

    private static SlackView View() => new(Bot, RepliesInThread: true, AnswersAll: false, People.GetValueOrDefault, (chat, root) => (chat, root) == ("C1", "60.000001"));

    private static PlatformEvent? Read(string json) => Try(() => SlackMapper.Map(JsonSerializer.Deserialize(json, SlackJson.Default.SlackMessage)!, View(), Own));

    private static PlatformEvent? Try(Func<PlatformEvent?> map)
    {
        try
        {
            return map();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // What the reader makes of it.
            return new PlatformEvent.Unreadable(Own, "", e.Message);
        }
    }

    private static string Said(string channel, string fields, string user = "\"U1\"", string type = "message") =>
        $$"""{"type":"{{type}}","channel":"{{channel}}","user":{{user}},"ts":"100.000001",{{fields}},"event_ts":"100.000001"}""";

    private static string Changed(string before, string after, string fields) =>
        $$"""{"type":"message","subtype":"message_changed","channel":"D1","ts":"201.000000","message":{"type":"message","user":"U1","ts":"100.000001","text":"{{after}}",{{fields}} },"previous_message":{"type":"message","user":"U1","ts":"100.000001","text":"{{before}}"} }""";

    private static string Show(PlatformEvent? one) => one switch
    {
        null => "nothing",
        PlatformEvent.Message message => string.Join(' ', new[]
        {
            $"{message.Chat.Target.Address.Text} {message.Chat.Kind} {message.Sender.Id} {message.Sender.Name}{(message.Sender.IsBot ? " bot" : "")}{(message.Sender.IsAdministrator ? " admin" : "")} | {message.Text.Replace("\n", "\\n", StringComparison.Ordinal)}",
            message.IsForUs || message.Files.Count > 0 || message.Command is not null ? "|" : null,
            message.Command is { } command ? $"{command}({message.Argument})" : null,
            message.IsForUs ? "for us" : null,
            message.EditedAt is { } edited ? $"edited {edited:u}" : null,
            string.Join(' ', message.Files.Select(file => $"{file.Name} {file.MediaType} {file.Reference}")) is { Length: > 0 } files ? files : null,
        }.Where(part => part is not null)),
        PlatformEvent.Deletion deletion => $"deleted {deletion.Source}",
        PlatformEvent.Press press => $"press {press.Sender.Id} {press.Data} on {press.MessageId} in {press.Chat?.Target.Address.Text}",
        PlatformEvent.StopPress stop => $"stop {stop.Sender?.Id} in {stop.Chat.Target.Address.Text}",
        PlatformEvent.Moved moved => $"moved {moved.From.Address.Text} to {moved.To.Address.Text}",
        PlatformEvent.Membership member => $"member {member.IsMember} {member.Detail} of {member.Chat.Target.Address.Text}",
        PlatformEvent.NotTaken refused => $"not taken: {refused.Why}",
        PlatformEvent.Unreadable broken => $"unreadable: {broken.Why}",
        _ => one.ToString(),
    };
}
