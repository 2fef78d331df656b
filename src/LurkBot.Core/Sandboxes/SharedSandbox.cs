namespace LurkBot.Sandboxes;

/// <summary>The one sandbox of a process: made and tried at the first use, for all sessions, with a limit on the commands that run at once. Thread-safe.</summary>
/// <param name="make">Makes it, or throws a <see cref="SandboxException"/> that says what is missing.</param>
/// <param name="atOnce">How many commands may run at once; more wait. At least 1.</param>
internal sealed class SharedSandbox(Func<AttestedSandbox> make, int atOnce) : ISandbox, IDisposable
{
    private readonly Lazy<AttestedSandbox> inner = new(make, LazyThreadSafetyMode.PublicationOnly);
    private readonly SemaphoreSlim places = new(atOnce, atOnce);

    /// <inheritdoc/>
    public string Name => inner.Value.Name;

    /// <inheritdoc/>
    public IReadOnlyList<LimitEnforcement> Holders => inner.Value.Holders;

    /// <inheritdoc/>
    public async Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await inner.Value.RunAsync(command, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Tries it, once.</summary>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="SandboxException">There is none that can run anything.</exception>
    public Task<SandboxProof> ProveAsync(CancellationToken cancellationToken) => inner.Value.ProveAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (inner.IsValueCreated)
            inner.Value.Dispose();
        places.Dispose();
    }
}
