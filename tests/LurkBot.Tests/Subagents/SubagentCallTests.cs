using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Subagents;

/// <summary>Calls that start no subagent.</summary>
public sealed class SubagentCallTests
{
    private const string Parent = "cli:a:main";

    [Theory]
    [InlineData("timeout", "0", "The argument timeout must be a whole number from 1 to 300.")]
    [InlineData("timeout", "1000", "The argument timeout must be a whole number from 1 to 300.")]
    [InlineData("tools", "read, grepp, weather", "Not started: there is no tool “grepp”, “weather”. Did you mean grep? The argument tools takes names with commas between them: read, write,")]
    [InlineData("budget", "much", "The argument budget must be tokens, such as 50000, or dollars, such as $0.50.")]
    public async Task Spawn_WithAnArgumentThatCannotBe_IsRefused_AndSaysWhatMayBe(string name, string value, string why)
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("sessions_spawn", ("task", "part"), (name, value)));
        Assert.StartsWith($"Error: {why}", await home.AskAsync(Parent, "Go"), StringComparison.Ordinal);
        Assert.Empty(await SubagentTests.ChildrenAsync(home));
    }

    [Fact]
    public async Task Spawn_WithAToolThatTheSessionLacks_IsRefused_AndSaysWhich()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("sessions_spawn", ("task", "part"), ("tools", "read,grep")));
        home.Services.Options.Tools.Disabled = ["grep"];
        Assert.StartsWith("Error: Not started: this session does not have grep itself, and a subagent never has more than the session that starts it. Leave it out", await home.AskAsync(Parent, "Go"), StringComparison.Ordinal);
        Assert.Empty(await SubagentTests.ChildrenAsync(home));
    }
}
