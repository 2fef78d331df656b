using LurkBot.Schedules;

namespace LurkBot.Commands;

/// <summary>The chat command <c>/schedule</c>: the schedules of the session that it is given in, and no others (RULES LE12).</summary>
internal static class ScheduleChatCommand
{
    /// <summary>Carries it out.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="cancellationToken">Not used: it takes no time.</param>
    public static Task<CommandReply> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new CommandReply(context.Services.Schedules is { } book ? Run(book, context) : "Nothing is kept here, so there are no schedules."));

    private static string Run(ScheduleBook book, CommandContext context)
    {
        var own = book.Read().Where(schedule => schedule.Session == context.Session.Key.ToString() || (context.Session.Info is { } info && schedule.SessionId == info.Id.Value)).ToList();
        if (context.Argument.Length == 0)
            return own.Count == 0 ? "Nothing is scheduled here." : string.Join('\n', own.Select(schedule => ScheduleText.Line(book, schedule)));
        if (context.Argument.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var what, var id] || what is not ("confirm" or "pause" or "resume" or "remove"))
            throw new ScheduleException("Say /schedule, or one of confirm, pause, resume and remove with an ID: /schedule pause ID. New ones are added with: lurkbot schedule add");
        if (!own.Exists(schedule => string.Equals(schedule.Id, id, StringComparison.OrdinalIgnoreCase)))
            throw new ScheduleException($"There is no schedule {id} in this session. /schedule lists them.", ErrorKind.NotFound);
        return what switch
        {
            "pause" => $"{book.Pause(id).Id} is paused. To go on: /schedule resume {id}",
            "remove" => $"{book.Remove(id).Id} is removed.",
            _ => Resumed(book, book.Resume(id), context.Services.Time.GetUtcNow()),
        };
    }

    private static string Resumed(ScheduleBook book, Schedule schedule, DateTimeOffset now) =>
        $"{schedule.Id} is active: {schedule.When} ({schedule.Zone})\nNext times: {string.Join("; ", ScheduleText.Next(book, schedule, now))}";
}
