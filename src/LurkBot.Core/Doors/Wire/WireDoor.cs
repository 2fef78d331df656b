using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>How a door on the other side wants something done. A folder of its machine is never among it.</summary>
/// <remarks>Setters, since the JSON source generator drops the defaults of init-only properties.</remarks>
internal sealed record WireDoor
{
    public string? Model { get; set; }

    public string? SystemPrompt { get; set; }

    public bool CanAsk { get; set; } = true;

    public bool Wait { get; set; } = true;

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
