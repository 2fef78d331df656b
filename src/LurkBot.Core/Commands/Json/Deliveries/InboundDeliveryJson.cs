namespace LurkBot.Commands;

/// <summary>A message that came from a platform.</summary>
/// <param name="Id">The row, such as <c>in-12</c>.</param>
/// <param name="State">received, accepted, running, answered, failed, refused or cancelled.</param>
/// <param name="At">When it arrived.</param>
/// <param name="UpdatedAt">When its state changed last.</param>
/// <param name="Session">The session; null where it is in none.</param>
/// <param name="Entry">Its entry there.</param>
/// <param name="Source">The platform's identity of it.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Reason">Why it ended as it did.</param>
/// <param name="Text">What failed.</param>
internal sealed record InboundDeliveryJson(string Id, string State, DateTimeOffset At, DateTimeOffset UpdatedAt, string? Session, long? Entry, string Source, string Address, string? Reason, string? Text);
