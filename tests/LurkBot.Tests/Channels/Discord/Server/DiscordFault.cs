namespace LurkBot.Tests.Channels;

/// <summary>What goes wrong with the next requests of a route.</summary>
internal sealed class DiscordFault
{
    /// <summary>The route, such as "POST /channels/{channel}/messages"; null for each.</summary>
    public required string? Route { get; init; }

    /// <summary>What the path must have in it; null for anything.</summary>
    public string? Path { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>How many requests it still hits.</summary>
    public int Times { get; set; } = 1;

    /// <summary>How many matching requests pass before it begins.</summary>
    public int Skip { get; set; }

    public RestRefusal? Refusal { get; init; }

    /// <summary>Done when a request was hit.</summary>
    public TaskCompletionSource Hit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets held answers go.</summary>
    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
