namespace LurkBot.Commands;

/// <summary>A schedule.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Session">The session's key.</param>
/// <param name="When">When it runs.</param>
/// <param name="Timezone">The zone of its times.</param>
/// <param name="Prompt">What is said.</param>
/// <param name="State">proposed, active, paused or done.</param>
/// <param name="MadeBy">owner or model.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Next">Its next times, three at most; of a proposal or a paused one as if it went on now.</param>
/// <param name="Last">Its newest run; null for none.</param>
/// <param name="Problem">Why it does not run though it is due, or why it was paused; null for no problem.</param>
internal sealed record ScheduleJson(string Id, string Session, string When, string Timezone, string Prompt, string State, string MadeBy, DateTimeOffset CreatedAt, IReadOnlyList<DateTimeOffset> Next, ScheduleRunJson? Last, string? Problem);
