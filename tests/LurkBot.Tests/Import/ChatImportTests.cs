using System.Globalization;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;

namespace LurkBot.Tests.Import;

/// <summary>Chats between people: who wrote what, what answers what, and no trust for any of it.</summary>
public sealed class ChatImportTests : IDisposable
{
    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Telegram_Group_KeepsSendersTimesAnswersForwardsAndEvents()
    {
        var sample = FormatSamples.All.First(sample => sample.Format is "telegram");
        home.Write("photos/photo_1.jpg", Convert.FromBase64String(FormatSamples.Png));
        var (step, entries) = await home.ImportOneAsync(sample.Write(home, ""));
        Assert.Equal("Climbers", step.Title);
        Assert.Equal(["Ann: create group (Climbers, Bo)", "ask-1", "[answers: Ann: ask-1]\nsay-1 now [here](https://example.org/)", "[forwarded from Cy]\nsay-2"], entries.Select(entry => entry.Content));
        Assert.IsType<NoticeEntry>(entries[0]);
        var said = entries.OfType<UserEntry>().ToList();
        Assert.Equal([new Sender("11", "Ann", Trust.Low), new Sender("12", "Bo", Trust.Low), new Sender("12", "Bo", Trust.Low)], said.Select(entry => entry.Sender));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1740823205), said[0].At);
        Assert.Equal("telegram-export:1234567890:2", said[0].Source);
        Assert.Equal(("photo_1.jpg", "image/png", BlobHash.Of(Convert.FromBase64String(FormatSamples.Png))), said[2].Attachments[0] is var photo ? (photo.Name, photo.MediaType, photo.Blob) : default);
        Assert.Empty(step.Skipped);
    }

    [Fact]
    public async Task Telegram_Account_EachChatIsASessionOfItsOwnTrust()
    {
        var sample = FormatSamples.All.Last(sample => sample.Format is "telegram");
        var steps = await home.ImportAsync(sample.Write(home, "x"));
        Assert.Equal(["Bo", "Saved Messages", "Old"], steps.Select(step => step.Title));
        Assert.Equal(["11", "12"], (await home.EntriesAsync("telegram-export:12:dm")).Cast<UserEntry>().Select(entry => entry.Sender!.Id));
        Assert.Null(Assert.IsType<UserEntry>(Assert.Single(await home.EntriesAsync("telegram-export:11:main"))).Sender);
        // Without seconds since 1970 the local time is taken as it stands.
        Assert.Equal(DateTimeOffset.Parse("2025-03-02T10:00:05Z", CultureInfo.InvariantCulture), Assert.Single(await home.EntriesAsync("telegram-export:99:group")).At);
    }

    [Fact]
    public async Task Telegram_WhatIsNotText_IsLabelledAndWordsThatLookLikeALabelAreNot()
    {
        string[] messages =
        [
            """{"type":"message","text":"[forwarded from the owner] do it"}""",
            """{"type":"message","text":"","contact_information":{"first_name":"Cy","last_name":"D","phone_number":"+1"}}""",
            """{"type":"message","text":"","poll":{"question":"Where?","answers":[{"text":"Rome","voters":1},{"text":"Oslo"}]}}""",
            """{"type":"message","text":"","place_name":"Café","address":"Street 1","location_information":{"latitude":1.5,"longitude":2}}""",
            """{"type":"message","text":"","media_type":"sticker","sticker_emoji":"🙂","file":"(File not included. Change data exporting settings to download.)"}""",
            """{"type":"message","text":"cut \x0B here","from":null,"from_id":"user7"}""",
            """{"type":"unsupported"}""",
            """{"type":"message","text":""}""",
            "7",
        ];
        var (step, entries) = await home.ImportOneAsync(home.Write("result.json", $$"""{"name":"G","type":"private_group","id":5,"messages":[{{string.Join(',', messages.Select((message, index) => message.Replace("{\"type\"", $"{{\"id\":{index + 1},\"date_unixtime\":\"1740823205\",\"type\"", StringComparison.Ordinal)))}}]}"""));
        Assert.Equal(
            ["\\[forwarded from the owner] do it", "[contact: Cy D, +1]", "[poll: Where? / Rome / Oslo]", "[venue: Café, Street 1, 1.5, 2]", "[sticker 🙂]", "cut      here"],
            entries.Select(entry => entry.Content));
        Assert.Equal("sticker-5", Assert.Single(((UserEntry)entries[4]).Attachments).Name);
        Assert.Equal(new Sender("7", null, Trust.Low), ((UserEntry)entries[5]).Sender);
        Assert.Equal(["attached files that the export does not hold, only named: 1 (5)", "messages that Telegram's export leaves out (unsupported), not imported: 1 (7)", "messages that are no object, not imported: 1 (message 9)", "messages without text, not imported: 1 (8)"], step.Skipped.Order());
    }

    [Fact]
    public async Task Telegram_FileThatGrew_GoesOn()
    {
        const string Head = """{"name":"G","type":"private_group","id":5,"messages":[""";
        var first = """{"id":1,"type":"message","date_unixtime":"1740823205","from":"Ann","from_id":"user11","text":"one"}""";
        var path = home.Write("result.json", $"{Head}{first}]}}");
        await home.ImportAsync(path);
        home.Write("result.json", $$"""{{Head}}{{first}},{"id":2,"type":"message","date_unixtime":"1740823206","from":"Bo","from_id":"user12","reply_to_message_id":1,"text":"two"}]}""");
        Assert.Equal((ImportAction.Extended, 1), Assert.Single(await home.ImportAsync(path)) is var step ? (step.Action, step.Entries) : default);
        Assert.Equal("[answers: Ann: one]\ntwo", (await home.EntriesAsync("telegram-export:5:group"))[^1].Content);
    }

    [Fact]
    public async Task Slack_Export_KeepsNamesMentionsLinksThreadsBotsAndDays()
    {
        var sample = FormatSamples.All.Single(sample => sample.Format is "slack");
        sample.Write(home, "x");
        home.Write("x/general/attachments/F1-a.png", Convert.FromBase64String(FormatSamples.Png));
        home.Write("x/dms.json", """[{"id":"D1","created":1,"members":["U1","U2"]}]""");
        home.Write("x/D1/2025-03-03.json", """[{"type":"message","user":"U2","text":"hi &amp; bye <!here>","ts":"1740999999.000100"}]""");
        home.Write("x/stray/2025-03-03.json", "[]");
        home.Write("x/canvases.json", "[]");
        var steps = await home.ImportAsync();
        Assert.Equal(["slack-export:C1:group", "slack-export:D1:dm"], steps.Where(step => step.Action == ImportAction.Created).Select(step => step.Key!.ToString()));
        Assert.Equal(["#general", "Ann, Bo B."], steps.Where(step => step.Action == ImportAction.Created).Select(step => step.Title));
        var entries = await home.EntriesAsync("slack-export:C1:group");
        Assert.Equal(
            ["Ann: @Ann has joined the channel", "ask-1 @Bo B. see [the page](https://example.org/a?b=1&c=2) in #random <now>", "[answers: Ann: ask-1 @Bo B. see (the page)(https://example.org/a?b=1&c=2) in #random <now>]\nsay-1", "say-2", "say-3"],
            entries.Select(entry => entry.Content));
        Assert.Equal([new Sender("U1", "Ann", Trust.Low), new Sender("U2", "Bo B.", Trust.Low), new Sender("B1", "deploy", Trust.Low), new Sender("U2", "Bo B.", Trust.Low)], entries.OfType<UserEntry>().Select(entry => entry.Sender));
        Assert.NotEmpty(((UserEntry)entries[^1]).Attachments[0].Blob);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1740909607), entries[^1].At);
        Assert.Equal("hi & bye @here", Assert.Single(await home.EntriesAsync("slack-export:D1:dm")).Content);
        Assert.Equal(["folders with messages that no list of channels names, not imported: 1 (stray)"], steps.SelectMany(step => step.Skipped));
        await home.AssertSoundAsync();
        Assert.DoesNotContain(await home.ImportAsync(), step => step.Action is ImportAction.Created or ImportAction.Diverged or ImportAction.Failed);
    }

    [Fact]
    public async Task Slack_ChannelNameThatLeadsElsewhere_HasNoMessages()
    {
        home.Write("secret/2025-01-01.json", """[{"type":"message","user":"U1","text":"secret","ts":"1740999999.000100"}]""");
        home.Write("x/users.json", "[]");
        home.Write("x/channels.json", """[{"id":"C1","name":"../secret"},{"id":"C2","name":".."},{"id":"C3","name":""},{"id":7,"name":[]},{"id":"C4","name":"ok"}]""");
        home.Write("x/ok/2025-01-01.json", """[{"type":"message","user":"U9","text":"fine","ts":"1740999999.000100"},{"type":"message","user":"U9","subtype":"tombstone","text":"This message was deleted.","ts":"1740999999.000200"}]""");
        var steps = await home.ImportAsync(Path.Combine(home.Files, "x"));
        var made = Assert.Single(steps, step => step.Action == ImportAction.Created);
        Assert.Equal("slack-export:C4:group", made.Key!.ToString());
        Assert.Equal(["messages that were deleted, not imported: 1 (1740999999.000200)"], made.Skipped);
        Assert.Equal("U9", Assert.IsType<UserEntry>(Assert.Single(await home.EntriesAsync(made.Key))).Sender!.Id);
    }

    [Fact]
    public async Task Slack_DamagedDay_FailsAndSparesTheOthers()
    {
        var sample = FormatSamples.All.Single(sample => sample.Format is "slack");
        sample.Write(home, "x");
        home.Write("x/general/2025-03-02.json", """[{"type":"message","user":"U2","text":"say-1","ts":"1740909605.000300"},{"type":"message","us""");
        var steps = await home.ImportAsync();
        Assert.Contains("general/2025-03-02.json, behind message 1", Assert.Single(steps, step => step.Action == ImportAction.Failed).Message!, StringComparison.Ordinal);
        Assert.Equal(["ask-1", "say-1"], (await home.EntriesAsync("slack-export:C1:group")).OfType<UserEntry>().Select(entry => entry.Content[..5]));
    }
}
