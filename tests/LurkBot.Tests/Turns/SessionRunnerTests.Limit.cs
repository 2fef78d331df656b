using LurkBot.Entries;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>The limit of tool calls.</summary>
public sealed partial class SessionRunnerTests
{
    [Fact]
    public async Task Run_LimitOfToolCalls_ClosesTheCallsAndLetsTheModelSumUp()
    {
        // The limit of 100 is reached in the middle of a response.
        var model = new ScriptedModel((_, number, _) => number <= 34 ? ScriptedModel.Calls(($"a{number}", "ls"), ($"b{number}", "ls"), ($"c{number}", "ls")) : ScriptedModel.Text("summed up"));
        using var process = new TestProcess(home.Path, model);
        var updates = await process.SayAsync("go");
        var result = Assert.Single(updates.OfType<TurnUpdate.Ended>()).Result;
        Assert.Equal((TurnFate.Answered, "summed up"), (result.Fate, result.Reply));
        Assert.Contains("LURKBOT_MAX_TOOL_CALLS", Assert.Single(updates.OfType<TurnUpdate.Note>()).Text, StringComparison.Ordinal);
        var results = (await process.ReadAsync()).OfType<ToolEntry>().ToList();
        Assert.Equal((102, 2), (results.Count, results.Count(entry => entry.Content.Contains("limit", StringComparison.Ordinal))));
        Assert.Equal(35, model.Requests.Count);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("no_such_tool")]
    public async Task Run_ModelThatNeverStopsCalling_FailsWithWordsAndNothingOpen(string tool)
    {
        var model = new ScriptedModel((_, number, _) => Call(tool, $"c{number}"));
        using var process = new TestProcess(home.Path, model);
        var result = Assert.Single((await process.SayAsync("go")).OfType<TurnUpdate.Ended>()).Result;
        Assert.Equal(TurnFate.Failed, result.Fate);
        Assert.Contains("LURKBOT_MAX_TOOL_CALLS", result.Error!.Message, StringComparison.Ordinal);
        Assert.InRange(model.Requests.Count, 101, 103);
        var entries = await process.ReadAsync();
        Assert.Equal(entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls).Select(call => call.Id), entries.OfType<ToolEntry>().Select(entry => entry.ToolCallId));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Call(string tool, string id)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent(id, tool, new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = "ls" })]);
    }
}
