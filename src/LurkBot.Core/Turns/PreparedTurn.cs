using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>A turn that can run.</summary>
/// <param name="client">The model.</param>
/// <param name="options">How the model is asked, without what the runner adds.</param>
/// <param name="approvals">Which calls must be approved.</param>
/// <param name="release">Lets go of what was made for it; null for nothing.</param>
public sealed class PreparedTurn(IChatClient client, SessionTurnOptions options, TurnApprovals approvals, Func<ValueTask>? release = null) : IAsyncDisposable
{
    /// <summary>The model.</summary>
    public IChatClient Client { get; } = client;

    /// <summary>How the model is asked.</summary>
    public SessionTurnOptions Options { get; } = options;

    /// <summary>Which calls must be approved.</summary>
    public TurnApprovals Approvals { get; } = approvals;

    /// <summary>Lets go of what was made for it.</summary>
    /// <returns>When that is done.</returns>
    public ValueTask DisposeAsync() => release?.Invoke() ?? ValueTask.CompletedTask;
}
