namespace LurkBot.Commands;

/// <summary>What a run by hand came to.</summary>
/// <param name="Id">The schedule.</param>
/// <param name="Session">The session's key.</param>
/// <param name="Entry">The message's entry in the session; null while no process has taken it up.</param>
/// <param name="Fate">As in a schedule's last run; <c>requested</c> while no process has taken it up.</param>
/// <param name="Reply">The reply; empty while there is none.</param>
/// <param name="Why">Why it was not answered; null for no reason.</param>
internal sealed record ScheduleReplyJson(string Id, string Session, long? Entry, string Fate, string Reply, string? Why);
