using LurkBot.Sessions;

namespace LurkBot.Tests.Sessions;

/// <summary>The arrows of the spec's diagram, and no others.</summary>
public sealed class SessionLifecycleTests
{
    [Fact]
    public void Invariant03_EachStateAndEvent_FollowTheDiagramOrAreRefused()
    {
        foreach (var state in Enum.GetValues<SessionState>())
        {
            foreach (var happened in Enum.GetValues<SessionEvent>())
            {
                SessionState? next = (state, happened) switch
                {
                    (_, SessionEvent.Message) => SessionState.Active,
                    (SessionState.Active, SessionEvent.Timeout) => SessionState.Idle,
                    (SessionState.Active, SessionEvent.Compaction) => SessionState.Active,
                    (SessionState.Idle, SessionEvent.Compaction) => SessionState.Compacted,
                    (SessionState.Compacted, SessionEvent.Archival) => SessionState.Archived,
                    _ => null,
                };
                if (next is null)
                    Assert.Throws<InvalidOperationException>(() => SessionLifecycle.Next(state, happened));
                else
                    Assert.Equal(next, SessionLifecycle.Next(state, happened));
            }
        }
    }
}
