using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Schedules;

/// <summary>The schedules of sessions that are erased as a whole, those whose prompts quote what is erased, and damaged files that were put aside, which may hold anything.</summary>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="book">The schedules.</param>
internal sealed class ScheduleErasable(string home, ScheduleBook book) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Told(book.Read().Count(schedule => IsMeant(plan, schedule)), Aside(plan));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var count = File.Exists(Path.Combine(home, ScheduleBook.FileName)) ? book.RemoveAll(schedule => IsMeant(plan, schedule)) : 0;
        var aside = Aside(plan);
        foreach (var path in aside)
            File.Delete(path);
        return new(Told(count, aside));
    }

    private static bool IsMeant(ErasurePlan plan, Schedule schedule) =>
        plan.Steps.Any(step => step.IsWhole && step.Id.Value == schedule.SessionId)
        || (plan.Target is { Session: { } session, EntryId: null } && schedule.Session == session.ToString())
        || plan.LongText.OccursIn(schedule.Prompt);

    private IReadOnlyList<string> Aside(ErasurePlan plan) => plan.Steps.Count == 0 ? [] : book.FindAside();

    private static IReadOnlyList<string> Told(int count, IReadOnlyList<string> aside) =>
        [.. count == 0 ? [] : (string[])[$"{ScheduleBook.FileName}: {Plural.Of(count, "schedule")}"], .. aside.Select(path => Path.GetFileName(path)!)];
}
