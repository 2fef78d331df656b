using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>How a door on the other side wants something done. A folder of its machine is never among it.</summary>
internal sealed record WireDoor
{
    public string? Model { get; init; }

    public string? SystemPrompt { get; init; }

    public bool CanAsk { get; init; } = true;

    public bool Wait { get; init; } = true;

    public static WireDoor Of(DoorRequest request) => new()
    {
        Model = request.Overrides?.Model,
        SystemPrompt = request.Overrides?.SystemPrompt,
        CanAsk = request.Overrides?.CanAsk ?? true,
        Wait = request.Wait,
    };

    public DoorRequest ToRequest() => new()
    {
        Overrides = Model is null && SystemPrompt is null && CanAsk ? null : new MessageOverrides("") { Model = Model, SystemPrompt = SystemPrompt, CanAsk = CanAsk },
        Wait = Wait,
    };
}
