namespace LurkBot.Tests.Channels;

/// <summary>What goes wrong with the next requests of a method.</summary>
internal sealed class SlackFault
{
    /// <summary>The method; upload, download, response_url or socket for the other addresses; null for every one but those that open sockets.</summary>
    public required string? Method { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>How many requests it still hits.</summary>
    public int Times { get; set; } = 1;

    /// <summary>How many matching requests pass before it begins.</summary>
    public int Skip { get; set; }

    public SlackException? Refusal { get; init; }

    /// <summary>Done when a request was hit.</summary>
    public TaskCompletionSource Hit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets held answers go.</summary>
    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Matches(string method) => Method is null ? method is not ("apps.connections.open" or "socket") : method == Method;
}
