using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>Another process: an agent with a durable session that is killed in the second of its two tools.</summary>
internal static class AgentVictim
{
    public static readonly SessionKey Key = SessionKey.Parse("app:p:main");

    /// <summary>Runs it.</summary>
    /// <param name="home">The home folder; the tools leave their names in its file <c>begun</c>.</param>
    /// <param name="kind">silent (level 1), telling (level 2), bare (a chat client's agent without journalled tools) or journalled (level 3).</param>
    public static async Task<int> RunAsync(string home, string kind)
    {
        var agent = new SessionAgent(Make(home, kind), new FileSessionStore(home, TimeProvider.System));
        await agent.RunAsync("first", SessionAgent.OpenSession(Key));
        return 0;
    }

    private static AIAgent Make(string home, string kind)
    {
        AIFunction[] tools = [Tool(home, "one", TimeSpan.Zero), Tool(home, "two", Timeout.InfiniteTimeSpan)];
        return kind switch
        {
            "silent" => new ForeignAgent((_, _) => RunSilently(tools)),
            "telling" => new ForeignAgent((_, _) => RunAndTell(tools)),
            "bare" => Chat(tools),
            _ => Chat([.. tools.Select(SessionAgent.Journal)]),
        };
    }

    private static AIFunction Tool(string home, string name, TimeSpan pause) => AIFunctionFactory.Create(
        async () =>
        {
            await File.AppendAllTextAsync(Path.Combine(home, "begun"), name + "\n");
            await Task.Delay(pause, TimeProvider.System);
            return name + " ran";
        },
        name);

    private static async IAsyncEnumerable<AIContent> RunSilently(AIFunction[] tools)
    {
        yield return new TextContent("Half ");
        foreach (var tool in tools)
            await tool.InvokeAsync();
    }

    private static async IAsyncEnumerable<AIContent> RunAndTell(AIFunction[] tools)
    {
        yield return new TextContent("Half ");
        foreach (var tool in tools)
        {
            yield return new FunctionCallContent("c-" + tool.Name, tool.Name);
            yield return new FunctionResultContent("c-" + tool.Name, await tool.InvokeAsync());
        }
    }

    private static ChatClientAgent Chat(AIFunction[] tools) => new(
        new ScriptedModel((_, _, _) => Call(tools)),
        new ChatClientAgentOptions { Name = "chat", ChatOptions = new ChatOptions { Tools = [.. tools] } });

    private static async IAsyncEnumerable<ChatResponseUpdate> Call(AIFunction[] tools)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Half ");
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. tools.Select(tool => new FunctionCallContent("c-" + tool.Name, tool.Name))]);
    }
}
