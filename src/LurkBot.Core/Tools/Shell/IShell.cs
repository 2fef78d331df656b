namespace LurkBot.Tools;

/// <summary>Runs the commands of a session.</summary>
internal interface IShell
{
    /// <summary>Where they run: <c>host</c>, or the sandbox's name.</summary>
    string Name { get; }

    /// <summary>How long a command may run.</summary>
    TimeSpan Timeout { get; }

    /// <summary>Runs a shell script in the workspace.</summary>
    /// <param name="script">The script.</param>
    /// <param name="timeout">When it is stopped.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended; that it failed or was stopped is a result.</returns>
    /// <exception cref="LurkBotException">It was not run.</exception>
    Task<ShellResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellationToken);
}
