using System.Globalization;
using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Texts beyond every limit of Discord and Slack: each part arrives, or the chat is told that it did not.</summary>
public sealed class HugeTextTests
{
    private const int Discords = 2000, Slacks = 8000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_BeyondEveryLimit_ArrivesInParts_OnDiscord(bool hasBlanks)
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Limits.Set("POST /channels/{channel}/messages", 1000, TimeSpan.FromSeconds(5));
        var text = Text(120_000, hasBlanks);
        await using var home = await new DiscordHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text(text))).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "tell");
        await home.AnswersAsync(stage.Direct, 1);
        await home.SettledAsync();
        var parts = stage.Server.Answers(stage.Direct).Select(post => post.Content).ToList();
        Assert.All(parts, part => Assert.InRange(part.Length, 1, Discords));
        Assert.Equal(Bare(text), Bare(string.Concat(parts)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_BeyondEveryLimit_ArrivesInParts_OnSlack(bool isStreamed)
    {
        await using var stage = await SlackStage.StartAsync();
        var text = Text(200_000, hasBlanks: true);
        var gate = new Gate();
        // So long that no stream takes it, and no edit.
        await using var home = await new SlackHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held(text[..150_000], gate, text[150_000..], cancellation))).StartAsync();
        var root = isStreamed ? stage.Server.OpenAssistant(stage.Ada) : null;
        stage.Server.Say(stage.Im, stage.Ada, "tell", root);
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Count > 0);
        gate.Open();
        await home.SettledAsync();
        var parts = stage.Server.Answers(stage.Im).Select(message => message.Shown).ToList();
        Assert.All(parts, part => Assert.InRange(part.Length, 1, Slacks));
        Assert.Equal(Bare(text), Bare(string.Concat(parts)));
    }

    [Fact]
    public async Task Part_ThatIsRefused_IsToldAndTheRestIsNotSent()
    {
        await using var discord = await DiscordStage.StartAsync();
        await using var slack = await SlackStage.StartAsync();
        var text = Text(40_000, hasBlanks: true);
        await using var one = await new DiscordHome(discord, new ScriptedModel((_, _, _) => ScriptedModel.Text(text))).StartAsync();
        await using var two = await new SlackHome(slack, new ScriptedModel((_, _, _) => ScriptedModel.Text(text))).StartAsync();
        discord.Server.Fail("POST /channels/{channel}/messages", FaultKind.Refuse, refusal: RestRefusal.BadRequest(50035, "Invalid Form Body"), skip: 2);
        slack.Server.Fail("chat.postMessage", FaultKind.Refuse, times: 1, refusal: new SlackException("msg_too_long"), skip: 2);
        discord.Server.Say(discord.Direct, discord.Ada, "tell");
        slack.Server.Say(slack.Im, slack.Ada, "tell");
        await one.AnswersAsync(discord.Direct, 3);
        await two.AnswersAsync(slack.Im, 3);
        var rows = (await one.SettledAsync()).Outbound;
        var others = (await two.SettledAsync()).Outbound;
        foreach (var (all, shown) in new[] { (rows, discord.Server.Answers(discord.Direct)[^1].Content), (others, slack.Server.Answers(slack.Im)[^1].Shown) })
        {
            Assert.StartsWith("The rest of this reply could not be sent:", shown, StringComparison.Ordinal);
            Assert.Equal([OutboundState.Sent, OutboundState.Sent, OutboundState.Failed], all.Where(row => row.Kind is OutboundKind.Reply).OrderBy(row => row.Part).Take(3).Select(row => row.State));
            Assert.All(all.Where(row => row is { Kind: OutboundKind.Reply, Part: > 3 }), row => Assert.Equal(OutboundState.Failed, row.State));
        }
    }

    [Fact]
    public async Task PlainForm_ThatSlackWouldCutOff_IsNotSent()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Fail("chat.postMessage", FaultKind.Refuse, refusal: new SlackException("invalid_blocks"));
        var outcome = await stage.SendAsync(SlackChannelStage.Part(new string('&', 8001)) with { Text = new string('&', 8001) }, stage.World.Im);
        Assert.Contains("40,000", Assert.IsType<SendOutcome.Refused>(outcome).Why, StringComparison.Ordinal);
        Assert.Empty(stage.Server.Answers(stage.World.Im));
    }

    [Fact]
    public async Task Message_AsLongAsAPlatformTakes_IsHeardWhole()
    {
        await using var discord = await DiscordStage.StartAsync();
        await using var slack = await SlackStage.StartAsync();
        await using var one = await new DiscordHome(discord).StartAsync();
        await using var two = await new SlackHome(slack).StartAsync();
        var (short_, long_) = (Text(4000, hasBlanks: true), Text(40_000, hasBlanks: true));
        discord.Server.Say(discord.Direct, discord.Ada, short_);
        slack.Server.Say(slack.Im, slack.Ada, long_);
        await one.AnswersAsync(discord.Direct, 1);
        await two.AnswersAsync(slack.Im, 1);
        Assert.Equal(short_, Assert.Single((await one.ReadAsync($"discord:{discord.Ada.Id}:main")).OfType<UserEntry>()).Content);
        Assert.Equal(long_, Assert.Single((await two.ReadAsync(two.Main)).OfType<UserEntry>()).Content);
        Assert.Equal(Bare("You said: " + long_), Bare(string.Concat(slack.Server.Answers(slack.Im).Select(message => message.Shown))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Render_OfFiveMegabytes_LosesNothing(bool hasBlanks)
    {
        var text = Text(5_000_000, hasBlanks);
        var discord = DiscordRendering.Markdown.Render(text);
        Assert.All(discord, part => Assert.InRange((part.Markup ?? part.Plain).Length, 1, Discords));
        Assert.Equal(Bare(text), Bare(string.Concat(discord.Select(part => part.Plain))));
        var slack = SlackRendering.Blocks.Render(text);
        Assert.All(slack, part => Assert.InRange(part.Plain.Length, 1, Slacks));
        Assert.Equal(Bare(text), Bare(string.Concat(slack.Select(part => part.Plain))));
        Assert.InRange(DiscordRendering.Markdown.Preview(text).Plain.Length, 1, Discords);
        Assert.InRange(SlackRendering.Blocks.Preview(text).Plain.Length, 1, Slacks);
    }

    /// <summary>A text in which each piece is another one.</summary>
    private static string Text(int length, bool hasBlanks) =>
        string.Concat(Enumerable.Range(0, (length / 8) + 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"x{i:000000}{(hasBlanks ? ' ' : 'x')}")))[..length].TrimEnd();

    private static string Bare(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
