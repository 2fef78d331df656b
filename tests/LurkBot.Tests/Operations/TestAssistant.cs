using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Schedules;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Operations;

/// <summary>What turns share, over a store in memory; its model is the built-in one, and looks for it are counted.</summary>
internal sealed class TestAssistant : IModelClients
{
    public TestAssistant(TimeProvider time, string home, ScheduleBook? schedules = null, IRewritableStore? store = null)
    {
        Options = new LurkBotOptions { Home = home };
        Options.Sessions.Persistence = false;
        Store = new MemorySessionStore(time);
        Services = new AssistantServices(new LoadedConfiguration(Options, [], [], []), store ?? Store, () => this, () => throw new NotSupportedException(), (html, _) => html, () => Secrets, _ => { }, time) { Schedules = schedules };
    }

    public LurkBotOptions Options { get; }

    public MemorySessionStore Store { get; }

    public AssistantServices Services { get; }

    /// <summary>How often somebody looked for a model.</summary>
    public int Looks { get; private set; }

    /// <summary>The owner's keys.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>What turns ask; null where none is asked.</summary>
    public IChatClient? Model { get; init; }

    public IChatClient Create(string model, Action<string>? onNote = null) => Model ?? throw new NotSupportedException();

    public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        Looks++;
        return new(new ResolvedModel(ModelNames.Offline, "test"));
    }

    public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;
}
