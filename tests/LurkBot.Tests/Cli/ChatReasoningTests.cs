using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>What a person sees of a model's reasoning.</summary>
public sealed class ChatReasoningTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly ProviderServer server = new(ProviderReply.Say("Four.") with { Reasoning = ["Two and \e[31m", "two."] });

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_OnATerminal_ShowsReasoningFaintlyBeforeTheReply()
    {
        using var terminal = new PseudoTerminal("chat --model openai/m question", Variables);
        await terminal.SeeAsync("\e[3;90m┊ \e[0m\e[3;90mTwo\e[0m");
        await terminal.SeeAsync("Four.");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.DoesNotContain("\e[31m", terminal.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_Json_HasReasoningAsAField()
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "--output", "json", "question"], Variables);
        using var json = JsonDocument.Parse((await process.FinishAsync()).Output);
        Assert.Equal(("Four.", "Two and \e[31mtwo."), (json.RootElement.GetProperty("reply").GetString(), json.RootElement.GetProperty("reasoning").GetString()));
    }

    [Fact]
    public async Task Chat_Plain_LeavesItOut()
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "question"], Variables);
        Assert.Equal((0, "Four.\n", ""), await process.FinishAsync());
    }

    [Fact]
    public async Task Chat_EffortInTheEnvironment_IsSaidToTheModel()
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "chat", "--model", "openai/m", "question"], [.. Variables, ("LURKBOT_REASONING", "low")]);
        Assert.Equal(0, (await process.FinishAsync()).Code);
        Assert.Contains("\"reasoning_effort\":\"low\"", Assert.Single(server.Bodies), StringComparison.Ordinal);
    }

    private (string Name, string Value)[] Variables => [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_OPENAI_API_KEY", "k")];
}
