using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Operations;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot schedule</c>: prompts that are said in a session at certain times. The gateway runs them; it notices within a second what is changed here.</summary>
internal static class ScheduleCommand
{
    private const string NoGateway = "No gateway runs, and schedules run only while one does. Start it: lurkbot gateway start";

    public static Command Create() => new("schedule", "Have prompts answered at certain times.")
    {
        Add(),
        List(),
        Change("pause", "Stop a schedule until it is resumed.", static (book, id) => book.Pause(id), static schedule => $"{schedule.Id} is paused. To go on, run: lurkbot schedule resume {schedule.Id}"),
        Change("resume", "Confirm what a model proposed, or let a paused schedule go on; times that have passed do not run.", static (book, id) => book.Resume(id), static schedule => $"{schedule.Id} is active: {schedule.When} ({schedule.Zone}) in {schedule.Session}"),
        Change("remove", "Remove a schedule.", static (book, id) => book.Remove(id), static schedule => $"Removed {schedule.Id}: {schedule.When} in {schedule.Session}"),
        ScheduleRunCommand.Create(),
    };

    /// <summary>Opens the schedules.</summary>
    public static (Host Host, ScheduleBook Book) Open()
    {
        var host = Host.Create(Warnings.Write);
        host.RequirePersistence("there are no schedules.");
        var book = host.Services.Schedules!;
        foreach (var aside in book.FindAside())
            Warnings.Write($"{aside} is a damaged file of schedules that was put aside; those do not run. Fix it and move it back to {ScheduleBook.FileName}, or delete it.");
        return (host, book);
    }

    /// <summary>The argument that names a schedule.</summary>
    public static Argument<string> Id()
    {
        var id = new Argument<string>("ID") { HelpName = "ID", Description = "As lurkbot schedule list shows it." };
        id.CompletionSources.Add(_ => Host.Create(Warnings.Write).Services.Schedules?.Read().Select(schedule => schedule.Id) ?? []);
        return id;
    }

    private static Command Add()
    {
        var when = new Argument<string>("WHEN") { HelpName = "WHEN", Description = $"When it runs: {ScheduleRuleReader.Examples}." };
        var prompt = new Argument<string>("PROMPT") { HelpName = "PROMPT", Description = "What is said in the session; never taken for a command." };
        var session = new Option<string>("--session") { HelpName = "KEY", Description = "The session that it is said in, and whose chat the reply goes to.", Required = true };
        session.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var zone = new Option<string?>("--timezone") { HelpName = "ZONE", Description = "The zone of its times, such as Europe/Berlin; else LURKBOT_TIMEZONE, else the machine's own." };
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("add", "Add a schedule.") { when, prompt, session, zone, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, book) = Open();
            var (key, id) = await FindAsync(host, result.GetValue(session)!, cancellationToken);
            var made = book.Add(key, id, result.GetValue(when)!, result.GetValue(zone) is { } name ? ScheduleBook.ZoneOf(name) : host.Zone, result.GetValue(prompt)!, ScheduleMaker.Owner);
            var report = new ScheduleReport(host, book);
            if (json.In(result))
            {
                JsonOutput.Write(await report.RecordAsync(made, cancellationToken), ReportJson.Default.ScheduleJson);
                return ExitCodes.Success;
            }

            Say($"Added {made.Id}: {made.When} ({made.Zone}) in {made.Session}");
            foreach (var line in report.NextLines(made))
                Say(line);
            if (id is null)
                Say("There is no such session yet: the first run begins it.");
            if (!GatewayRecord.IsLocked(host.Options.Home))
                Say(NoGateway);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List()
    {
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("list", "List the schedules: when each runs next, when it ran last, and what came of it.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, book) = Open();
            var report = new ScheduleReport(host, book);
            var records = new List<ScheduleJson>();
            foreach (var schedule in book.Read())
                records.Add(await report.RecordAsync(schedule, cancellationToken));
            if (json.In(result))
            {
                JsonOutput.Write(records, ReportJson.Default.IReadOnlyListScheduleJson);
                return ExitCodes.Success;
            }

            if (records.Count == 0)
                Say("No schedules. To add one, run: lurkbot schedule add \"every weekday 8:00\" \"What is on today?\" --session KEY");
            foreach (var line in records.Count == 0 ? [] : ScheduleReport.Table(records))
                Say(line);
            if (records.Exists(record => record.State is "active") && !GatewayRecord.IsLocked(host.Options.Home))
                Say(NoGateway);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Change(string name, string description, Func<ScheduleBook, string, Schedule> change, Func<Schedule, string> tell)
    {
        var (id, json) = (Id(), new FlagOption("--json", "Print a JSON object."));
        var command = new Command(name, description) { id, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, book) = Open();
            if (name is "resume")
                await SessionSchedules.RequireSessionAsync(host.Store, book.Find(result.GetValue(id)!), cancellationToken);
            var changed = change(book, result.GetValue(id)!);
            var report = new ScheduleReport(host, book);
            if (json.In(result))
            {
                JsonOutput.Write(await report.RecordAsync(changed, cancellationToken), ReportJson.Default.ScheduleJson);
                return ExitCodes.Success;
            }

            Say(tell(changed));
            foreach (var line in name is "resume" ? report.NextLines(changed) : [])
                Say(line);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The session: one of a platform must be there, since a wrong key would send to a stranger; one of the terminal may begin with the first run.</summary>
    private static async Task<(SessionKey Key, SessionId? Id)> FindAsync(Host host, string text, CancellationToken cancellationToken)
    {
        if (SessionKey.TryParse(text, out var whole, out _) && ScheduleDoor.Kept(whole) is not null)
            return (whole, (await host.Store.FindAsync(whole, cancellationToken))?.Id);
        var key = await host.FindAsync(text, cancellationToken);
        return (key, (await host.Store.FindAsync(key, cancellationToken))?.Id);
    }

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text));
}
