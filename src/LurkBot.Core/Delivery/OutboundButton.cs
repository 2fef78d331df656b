namespace LurkBot.Delivery;

/// <summary>A button below a message.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Data">What a press gives back; at most 64 bytes, the least that platforms take.</param>
internal sealed record OutboundButton(string Label, string Data);
