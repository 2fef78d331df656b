using LurkBot.History;

namespace LurkBot.Tests.History;

public sealed class MemorySessionStoreTests : SessionStoreConformance
{
    protected override ISessionStore Store { get; } = new MemorySessionStore(TimeProvider.System);
}
