using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

public sealed class MemorySessionStoreTests : SessionStoreConformance
{
    protected override ISessionStore Store { get; } = new MemorySessionStore(TimeProvider.System);
}
