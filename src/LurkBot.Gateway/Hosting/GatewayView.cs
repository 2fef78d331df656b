namespace LurkBot.Gateway;

/// <summary>How a gateway is seen from the process that runs it.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="LogsToConsole">Whether people read its standard output.</param>
/// <param name="OnReady">Told where it listens, once it is ready.</param>
/// <param name="OnStopping">Told how many turns are waited for, and how long.</param>
internal sealed record GatewayView(string Version, bool LogsToConsole, Action<IReadOnlyList<string>> OnReady, Action<int, TimeSpan> OnStopping);
