namespace LurkBot.Sandboxes;

/// <summary>Runs commands so that they reach nothing but one folder, within limits.</summary>
internal interface ISandbox
{
    /// <summary>The backend's name, such as <c>bubblewrap</c>.</summary>
    string Name { get; }

    /// <summary>What holds each limit on this machine.</summary>
    IReadOnlyList<LimitEnforcement> Holders { get; }

    /// <summary>Runs one command and everything that it starts, until it ends or is ended.</summary>
    /// <param name="command">What to run, where, and within which limits.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <returns>How it ended and what it wrote; a command that fails or is killed by a limit is a result, no error.</returns>
    /// <exception cref="SandboxException">The command was not run, since the sandbox cannot be made; the message says what to do.</exception>
    Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken);
}
