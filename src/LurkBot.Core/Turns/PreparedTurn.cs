using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>A turn that can run.</summary>
internal sealed class PreparedTurn : IAsyncDisposable
{
    private readonly Func<ValueTask>? release;

    /// <summary>Prepares a turn that asks a model.</summary>
    /// <param name="client">The model.</param>
    /// <param name="options">How the model is asked, without what the runner adds.</param>
    /// <param name="approvals">Which calls must be approved.</param>
    /// <param name="release">Lets go of what was made for it; null for nothing.</param>
    public PreparedTurn(IChatClient client, SessionTurnOptions options, TurnApprovals approvals, Func<ValueTask>? release = null)
        : this(new ChatClientCall(client), options, approvals, release)
    {
    }

    internal PreparedTurn(ITurnCall call, SessionTurnOptions options, TurnApprovals approvals, Func<ValueTask>? release = null) => (Call, Options, Approvals, this.release) = (call, options, approvals, release);

    /// <summary>How the model is asked.</summary>
    public SessionTurnOptions Options { get; }

    /// <summary>Which calls must be approved.</summary>
    public TurnApprovals Approvals { get; }

    /// <summary>Asks the model.</summary>
    internal ITurnCall Call { get; }

    /// <summary>Lets go of what was made for it.</summary>
    /// <returns>When that is done.</returns>
    public ValueTask DisposeAsync() => release?.Invoke() ?? ValueTask.CompletedTask;
}
