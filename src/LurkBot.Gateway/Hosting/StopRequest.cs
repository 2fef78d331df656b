namespace LurkBot.Gateway;

/// <summary>The wish that the gateway stops, whoever has it: a signal, a client, the host. Thread-safe.</summary>
internal sealed class StopRequest
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody asks.</summary>
    public Task Asked => asked.Task;

    /// <summary>Asks; the second time changes nothing.</summary>
    public void Ask() => asked.TrySetResult();
}
