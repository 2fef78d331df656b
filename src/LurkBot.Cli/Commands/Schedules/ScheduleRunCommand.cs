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

/// <summary><c>lurkbot schedule run</c>: runs a schedule now, by the gateway that runs, else in this process.</summary>
internal static class ScheduleRunCommand
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var id = ScheduleCommand.Id();
        var noWait = new FlagOption("--no-wait", "Do not wait for the reply.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("run", "Run a schedule now; its next time stays as it is.") { id, noWait, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, book) = ScheduleCommand.Open();
            var schedule = book.Find(result.GetValue(id)!);
            await SessionSchedules.RequireSessionAsync(host.Store, schedule, cancellationToken);
            var isByGateway = GatewayRecord.IsLocked(host.Options.Home);
            var isHere = !isByGateway && SessionKey.TryParse(schedule.Session, out var key, out _) && ScheduleDoor.Kept(key) is not null;
            if (isHere && noWait.In(result))
                throw new LurkBotException($"No gateway runs, so nothing would run {schedule.Id} behind this command. Run it without --no-wait, or start a gateway first: lurkbot gateway start");
            var source = book.Request(schedule.Id);
            if (isHere)
                await RunHereAsync(host, book, schedule.Id, source, cancellationToken);
            var reply = await WaitAsync(host, book, schedule, source, waits: isByGateway && !noWait.In(result), cancellationToken);
            if (json.In(result))
                JsonOutput.Write(reply, ReportJson.Default.ScheduleReplyJson);
            else
                Say(reply, isByGateway);
            return reply.Fate switch
            {
                "answered" or "silent" => ExitCodes.Success,
                "requested" or "waiting" or "running" or "asks" => noWait.In(result) ? ExitCodes.Success : ExitCodes.Accepted,
                _ => ExitCodes.Failure,
            };
        });
        return command;
    }

    private static async Task RunHereAsync(Host host, ScheduleBook book, string id, string source, CancellationToken cancellationToken)
    {
        await using var assistant = host.CreateAssistant();
        var door = new ScheduleDoor(
            key => ScheduleDoor.Kept(key) ?? new ScheduleAddress(null, "Only the gateway sends to a platform: lurkbot gateway start"),
            (message, cancellation) => assistant.AcceptAsync(message, DoorRequest.Default, cancellation));
        var fired = await new ScheduleRunner(book, host.Store, door, host.Time).RunRequestsAsync(id, cancellationToken);
        if (fired.FirstOrDefault(run => run.Source == source) is not { } own)
            return;
        await foreach (var _ in assistant.RunAsync(own.Key, own.Entry, DoorRequest.Default, cancellationToken))
        {
            // What comes of it is read from the session, as where the gateway runs it.
        }
    }

    /// <summary>What the run came to; with waiting, once it has an end or needs an approval.</summary>
    private static async Task<ScheduleReplyJson> WaitAsync(Host host, ScheduleBook book, Schedule schedule, string source, bool waits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = book.Find(schedule.Id);
            var run = known.Runs.FirstOrDefault(run => run.Source == source);
            var outcome = run is null ? null : await ScheduleOutcome.ReadAsync(host.Store, known, run, cancellationToken);
            var isWanted = known.Requests.Any(request => Entries.ScheduledMessage.SourceOfRun(known.Id, request) == source) || known.Firing?.Source == source;
            var isOver = run is null ? !isWanted || known.Problem is not null : outcome!.IsSettled;
            if (isOver || !waits)
                return new ScheduleReplyJson(known.Id, known.Session, run?.Entry, outcome?.Fate ?? (isWanted ? "requested" : "failed"), outcome?.Reply ?? "", outcome?.Why ?? (run is null ? known.Problem : null));
            await Task.Delay(LooksEvery, host.Time, cancellationToken);
        }
    }

    private static void Say(ScheduleReplyJson reply, bool isByGateway)
    {
        Console.WriteLine(TerminalText.Sanitize(reply.Fate switch
        {
            "answered" => reply.Reply,
            "silent" => "It had nothing to tell.",
            "requested" when reply.Why is not null => $"{reply.Id} does not run yet: {reply.Why}",
            "requested" => isByGateway ? $"{reply.Id} runs in a moment." : $"{reply.Id} runs when the gateway does: lurkbot gateway start",
            "waiting" or "running" => $"{reply.Id} runs in {reply.Session} as entry {reply.Entry}.",
            "asks" => $"{reply.Why} Open the session to answer: lurkbot chat --session {reply.Session}",
            var fate => $"{reply.Id} {fate}: {reply.Why ?? "no reason was kept."}",
        }));
    }
}
