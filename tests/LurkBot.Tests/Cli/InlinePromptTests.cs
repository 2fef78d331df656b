using LurkBot.Cli.Chat;
using LurkBot.Cli.Terminal;
using LurkBot.Tools;

namespace LurkBot.Tests.Cli;

public sealed class InlinePromptTests
{
    [Theory]
    [InlineData("")]
    [InlineData("o")]
    public async Task Ask_CtrlD_IsANo(string typed)
    {
        var question = new InlinePrompt(_ => { });
        var asking = question.AskAsync(new ApprovalDialog(new ToolQuestion("bash", "ls", "/f", "x")), _ => { }, default);
        foreach (var letter in typed)
            question.Take(new KeyPress(ConsoleKey.O) { Char = letter });
        Assert.True(question.Take(new KeyPress(ConsoleKey.D, Modifiers: ConsoleModifiers.Control)));
        Assert.Equal(ToolAnswer.No, await asking);
    }

    [Fact]
    public async Task Ask_AnsweredTheMomentItIsSeen_TakesTheAnswer()
    {
        var question = new InlinePrompt(_ => { });
        Task<bool>? typing = null;
        var asking = question.AskAsync(new ApprovalDialog(new ToolQuestion("bash", "ls", "/f", "x")), _ => typing = Task.Run(() => question.Take(new KeyPress(ConsoleKey.O) { Char = 'o' }) && question.Take(new KeyPress(ConsoleKey.Enter))), default);
        Assert.True(await typing!);
        Assert.Equal(ToolAnswer.Once, await asking);
        Assert.False(question.Take(new KeyPress(ConsoleKey.Enter)));
    }
}
