namespace LurkBot.Cli.Terminal;

/// <summary>Where keys come from: the console, or a script in a test.</summary>
internal interface IKeySource
{
    /// <summary>Whether a key is there already, so that painting can wait for it.</summary>
    bool Pending { get; }

    /// <summary>The next key.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when the input has ended.</returns>
    ValueTask<KeyPress?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Gives keys back, to be read before all others.</summary>
    void Return(IEnumerable<KeyPress> keys);
}
