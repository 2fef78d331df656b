using LurkBot.Agents;
using LurkBot.Configuration;
using LurkBot.History;
using LurkBot.Models;
using LurkBot.Sessions;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>The same conversation over each provider's wire, real store and real sockets, against an independent server.</summary>
public sealed class ConversationTests(MockProviders providers) : IClassFixture<MockProviders>, IDisposable
{
    private readonly TemporaryFolder home = new();

    public static TheoryData<string, bool> Wires()
    {
        var data = new TheoryData<string, bool>();
        foreach (var model in (string[])["gpt-4o", "claude-sonnet-4-20250514", "gemini-2.5-flash", "ollama/llama3"])
        {
            data.Add(model, true);
            data.Add(model, false);
        }

        return data;
    }

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Conversation_OverEachWire_IsTheSameInTheSession(string model, bool stream)
    {
        using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:wire:main"), default);
        using var client = new ModelClients(Options(), TimeProvider.System).Create(model);
        var cities = new List<string>();
        var turn = new SessionTurn(session, client, new SessionTurnOptions
        {
            Model = model,
            SystemPrompt = "You are a test.",
            Stream = stream,
            Tools = [AIFunctionFactory.Create((string city) => Add(cities, city), "weather")],
        }, TimeProvider.System);

        foreach (var (said, expected) in new[]
        {
            ("The garage code is 4711", "Noted: **4711**, and a 你好 with 👍."),
            ("How is the weather?", "It rains in Berlin."),
            ("What was it?", "You told me 4711."),
        })
        {
            var shown = "";
            var result = await turn.RunAsync(new UserEntry { Content = said }, text => shown += text, default);
            Assert.Equal((TurnFate.Answered, expected, null), (result.Fate, result.Reply, result.Error?.Message));
            Assert.EndsWith(expected, shown, StringComparison.Ordinal);
        }

        Assert.Equal(["Berlin"], cities);
        var entries = await session.ReadAllAsync(default);
        Assert.Equal(
            ["user", "assistant", "user", "assistant", "tool", "assistant", "user", "assistant"],
            entries.Select(entry => entry switch
            {
                UserEntry => "user",
                AssistantEntry => "assistant",
                ToolEntry => "tool",
                _ => "other",
            }));
        Assert.Equal("sunny", entries[4].Content);
        Assert.Equal("weather", Assert.Single(Assert.IsType<AssistantEntry>(entries[3]).ToolCalls).Name);
    }

    private static string Add(List<string> cities, string city)
    {
        cities.Add(city);
        return "sunny";
    }

    private ModelOptions Options() => new()
    {
        OpenAIApiKey = "k",
        OpenAIBaseUrl = new Uri(providers.Address, "v1"),
        AnthropicApiKey = "k",
        AnthropicBaseUrl = providers.Address,
        GoogleApiKey = "k",
        GoogleBaseUrl = new Uri(providers.Address, "v1beta/openai"),
        OllamaBaseUrl = providers.Address,
    };
}
