using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>Schedules of sessions on Discord and Slack: what is due is sent to the session's chat through the ledger, once, and what is silent is kept.</summary>
public sealed class ScheduleChannelTests
{
    private const string Late = "(Scheduled message, 1 h 0 min late.)\n\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Due_OnDiscord_IsSentToItsChat_AndWhatIsSilentIsNot(bool group)
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage, Model());
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        var chat = group ? stage.General : stage.Direct;
        stage.Server.Say(chat, stage.Ada, group ? $"{stage.Bot.Account.Mention} hi" : "hi");
        await home.AnswersAsync(chat, 1);
        await CheckAsync(home, group ? DiscordHome.Key(chat.Id, "group") : DiscordHome.Key(stage.Ada.Id, "main"));
        Assert.Equal(["Hello.", Late + "Good morning."], await home.AnswersAsync(chat, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Due_OnSlack_IsSentToItsChat_AndWhatIsSilentIsNot(bool group)
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage, Model()).StartAsync();
        var chat = group ? stage.General : stage.Im;
        if (!group)
        {
            stage.Server.Say(chat, stage.Ada, "hi");
            await home.AnswersAsync(chat, 1);
        }

        await CheckAsync(home, group ? $"slack:{chat.Id}:group" : home.Main);
        string[] expected = [.. group ? (string[])[] : ["Hello."], Late + "Good morning."];
        Assert.Equal(expected, await home.AnswersAsync(chat, expected.Length));
    }

    private static ScriptedModel Model() => new((messages, _, _) => ScriptedModel.Text(
        messages[^1].Text.EndsWith("Say good morning.", StringComparison.Ordinal) ? "Good morning."
        : messages[^1].Text.EndsWith("Say nothing.", StringComparison.Ordinal) ? $" {ScheduledMessage.SilenceToken}\n"
        : "Hello."));

    /// <summary>Two schedules are an hour late: the first is silent, and the other is heard. However often the gateway looks, each runs once.</summary>
    private static async Task CheckAsync(PlatformHome home, string key)
    {
        var book = new ScheduleBook(home.Path, CronosExpressions.Read, new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(25)));
        foreach (var prompt in (string[])["Say nothing.", "Say good morning."])
        {
            var made = book.Add(SessionKey.Parse(key), null, "every 24 hours", TimeZoneInfo.Utc, prompt, ScheduleMaker.Owner);
            await home.FireAsync(book);
            await home.FireAsync(book);
            await Poll.UntilAsync(async () => (await home.ReadAsync(key)) is var entries && entries.OfType<UserEntry>().SingleOrDefault(entry => entry.Content == prompt) is { } message
                && entries.OfType<AssistantEntry>().Any(entry => entry.Answers.Contains(message.Id)));
            Assert.Single(book.Find(made.Id).Runs);
        }

        var said = (await home.ReadAsync(key)).OfType<AssistantEntry>().ToList();
        var (silent, heard) = (said.Single(entry => entry.Content.Trim() == ScheduledMessage.SilenceToken), said.Single(entry => entry.Content == "Good morning."));
        await Poll.UntilAsync(async () => (await home.Ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Any(row => row.Entry == heard.Id));
        await home.SentAsync();
        var rows = (await home.SettledAsync()).Outbound;
        Assert.Single(rows, row => row.Entry == heard.Id);
        Assert.DoesNotContain(rows, row => row.Entry == silent.Id);
    }
}
