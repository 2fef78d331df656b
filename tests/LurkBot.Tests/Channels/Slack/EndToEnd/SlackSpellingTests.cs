using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>Commands are named on Slack as they are given there.</summary>
public sealed class SlackSpellingTests
{
    [Fact]
    public async Task HelpAndErrors_NameCommandsAsTheyAreGivenThere()
    {
        await using var stage = await SlackStage.StartAsync();
        stage.App.Commands.Add("/lurkbot");
        await using var home = await new SlackHome(stage).StartAsync();
        stage.Server.Command(stage.Im, stage.Ada, "/lurkbot", "help");
        var help = (await home.AnswersAsync(stage.Im, 1))[0];
        Assert.All(help.Split('\n'), line => Assert.StartsWith("/lurkbot ", line, StringComparison.Ordinal));
        Assert.Contains("/lurkbot clear: forget what was said so far; /lurkbot undo takes that back", help, StringComparison.Ordinal);
        stage.Server.Command(stage.Im, stage.Ada, "/lurkbot", "frobnicate");
        Assert.Equal("Unknown command /lurkbot frobnicate. /lurkbot help lists all.", (await home.AnswersAsync(stage.Im, 2))[1]);
    }

    [Fact]
    public async Task Errors_InAThread_NameCommandsAsMessages()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        var root = stage.Server.Say(stage.General, stage.Bob, "Lunch?");
        stage.Server.Say(stage.General, stage.Ada, "@lurkbot /frobnicate", root);
        await stage.Server.UntilAsync(() => stage.Server.Replies(root).Any(reply => reply.Shown.Contains("Unknown command", StringComparison.Ordinal)));
        var name = home.Channel.Health.Name;
        Assert.Contains(stage.Server.Replies(root), reply => reply.Shown == $"Unknown command {name} /frobnicate. {name} /help lists all.");
    }

    [Theory]
    [InlineData("/undo takes it back.", "/lurkbot undo takes it back.")]
    [InlineData("(/stop) /model: a", "(/lurkbot stop) /lurkbot model: a")]
    [InlineData("/new/file, https://x/new, /newer, /frob", "/new/file, https://x/new, /newer, /frob")]
    public void Write_Text_ChangesCommandsAlone(string text, string expected) => Assert.Equal(expected, CommandSpelling.Write(text, "/lurkbot "));
}
