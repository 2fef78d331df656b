namespace LurkBot.Cli.Terminal;

/// <summary>What comes while a line is typed, and is shown above it.</summary>
/// <param name="WaitAsync">Ends when there is something.</param>
/// <param name="Take">Gives its lines, once.</param>
internal sealed record LineAside(Func<CancellationToken, Task> WaitAsync, Func<IReadOnlyList<string>> Take);
