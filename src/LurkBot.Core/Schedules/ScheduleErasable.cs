using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Schedules;

/// <summary>
/// The schedules of sessions that are erased as a whole, those of the session itself whose prompts say what is erased, and damaged files that were put aside, which may hold anything.
/// Schedules of other sessions stay, and are named where they have the same words.
/// </summary>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="book">The schedules.</param>
internal sealed class ScheduleErasable(string home, ScheduleBook book) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Told([.. book.Read().Where(schedule => IsMeant(plan, schedule))], Aside(plan));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var meant = new List<Schedule>();
        if (File.Exists(Path.Combine(home, ScheduleBook.FileName)))
        {
            meant.AddRange(book.Read().Where(schedule => IsMeant(plan, schedule)));
            book.RemoveAll(schedule => IsMeant(plan, schedule));
        }

        var aside = Aside(plan);
        foreach (var path in aside)
            File.Delete(path);
        return new(Told(meant, aside));
    }

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) => file.StartsWith(ScheduleBook.FileName, StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<FoundElsewhere> LookElsewhere(ErasurePlan plan) =>
    [
        .. book.Read().Where(schedule => !IsMeant(plan, schedule) && plan.Text.OccursIn(schedule.Prompt))
            .Select(schedule => new FoundElsewhere($"schedule {schedule.Id}", $"of {schedule.Session}, says it", $"lurkbot schedule remove {schedule.Id}", ScheduleBook.FileName)),
    ];

    private static bool IsMeant(ErasurePlan plan, Schedule schedule) =>
        plan.Steps.Any(step => step.Id.Value == schedule.SessionId && (step.IsWhole || (step.IsOwn && plan.Text.OccursIn(schedule.Prompt))))
        || (plan.Target is { Session: { } session, EntryId: null } && schedule.Session == session.ToString());

    private IReadOnlyList<string> Aside(ErasurePlan plan) => plan.Steps.Count == 0 ? [] : book.FindAside();

    private static IReadOnlyList<string> Told(List<Schedule> meant, IReadOnlyList<string> aside) =>
    [
        .. meant.Count == 0 ? [] : (string[])[$"{ScheduleBook.FileName}: {Plural.Of(meant.Count, "schedule")} ({string.Join(", ", meant.Select(schedule => $"{schedule.Id} of {schedule.Session}"))})"],
        .. aside.Select(path => Path.GetFileName(path)!),
    ];
}
