using LurkBot.Storage;
using LurkBot.Storage.TestKit;

namespace LurkBot.Tests.Storage;

public sealed class MemorySessionStoreTests : SessionStoreConformance
{
    protected override IRewritableStore Store { get; } = new MemorySessionStore(TimeProvider.System);
}
