namespace LurkBot.Commands;

/// <summary>A part of something that is sent to a platform.</summary>
/// <param name="Id">The row, such as <c>out-12</c>.</param>
/// <param name="State">pending, sending, sent, maybe_sent, failed, cancelled or unknown.</param>
/// <param name="Kind">reply, notice, command or approval.</param>
/// <param name="At">When it was written down.</param>
/// <param name="UpdatedAt">When its state changed last.</param>
/// <param name="Session">The session; null where it belongs to none.</param>
/// <param name="Entry">The entry that it tells.</param>
/// <param name="Delivery">What it is a part of.</param>
/// <param name="Part">Its number.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="PlatformId">The platform's id of it.</param>
/// <param name="Reason">Why it is as it is.</param>
/// <param name="Text">What is to be sent; null once it was sent or cancelled.</param>
internal sealed record OutboundDeliveryJson(string Id, string State, string Kind, DateTimeOffset At, DateTimeOffset UpdatedAt, string? Session, long? Entry, string Delivery, int Part, string Address, int Attempts, string? PlatformId, string? Reason, string? Text);
