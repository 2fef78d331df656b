namespace LurkBot.Search;

/// <summary>Figures about all sessions.</summary>
/// <param name="Sessions">How many there are.</param>
/// <param name="Entries">All their entries.</param>
/// <param name="Messages">What people and the model said in them, cleared messages included.</param>
/// <param name="First">The oldest message; null without messages.</param>
/// <param name="Last">The newest message; null without messages.</param>
/// <param name="ByState">Sessions of each state.</param>
/// <param name="ByChannel">Messages of each channel.</param>
/// <param name="ByPerson">Messages of each person, the most talkative first; at most 20.</param>
/// <param name="ByMonth">Messages of each month, such as <c>2026-01</c>, in order.</param>
/// <param name="Problems">One sentence for each session that could not be read.</param>
internal sealed record SessionStatistics(
    long Sessions,
    long Entries,
    long Messages,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    IReadOnlyList<Tally> ByState,
    IReadOnlyList<Tally> ByChannel,
    IReadOnlyList<Tally> ByPerson,
    IReadOnlyList<Tally> ByMonth,
    IReadOnlyList<string> Problems);
