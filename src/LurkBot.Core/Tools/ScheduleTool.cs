using System.Globalization;
using LurkBot.Schedules;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>schedule</c>: proposes a prompt for certain times in this session. It runs only once the owner has confirmed it themselves (RULES SE3).</summary>
/// <param name="desk">Takes proposals.</param>
internal sealed class ScheduleTool(ScheduleDesk desk) : BuiltInTool(
    ScheduleDesk.Tool,
    "Proposes that a prompt is said to you in this conversation at certain times, such as for reminders and daily reports, or lists what is scheduled here. A proposal does not run until the owner confirms it, which you cannot do for them: show them its next times and how to confirm it.",
    Schema)
{
    private const string Schema = """
        {"type":"object","properties":{
        "action":{"type":"string","enum":["propose","list"]},
        "when":{"type":"string","description":"To propose: 'every N minutes', 'every N hours', 'every day HH:MM', 'every weekday HH:MM', 'every monday HH:MM', 'at YYYY-MM-DD HH:MM', or a cron expression of five fields, in the owner's time zone."},
        "prompt":{"type":"string","description":"To propose: what is said to you then, complete in itself."}},
        "required":["action"],"additionalProperties":false}
        """;

    protected override ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken) => new(input.Text("action") switch
    {
        "propose" => Propose(input.Text("when"), input.Text("prompt")),
        "list" => List(),
        var other => throw new ToolRefusedException($"The argument action must be propose or list, not {other}."),
    });

    private string Propose(string when, string prompt)
    {
        Schedule made;
        try
        {
            made = desk.Book.Add(desk.Session, desk.SessionId, when, desk.Zone, prompt, ScheduleMaker.Model);
        }
        catch (ScheduleException e)
        {
            throw new ToolRefusedException(e.Message, e);
        }

        var now = desk.Time.GetUtcNow();
        desk.Tell(ScheduleText.Proposal(desk.Book, made, now));
        return string.Create(CultureInfo.InvariantCulture, $"Proposed as {made.Id}, and not active: {made.When} ({made.Zone}). Next times: {string.Join("; ", ScheduleText.Next(desk.Book, made, now))}. Tell the owner these times. Only they can confirm it, with: {ScheduleText.Confirm(made)}");
    }

    private string List()
    {
        var own = desk.Book.Read().Where(schedule => schedule.SessionId == desk.SessionId.Value || schedule.Session == desk.Session.ToString()).ToList();
        return own.Count == 0 ? "Nothing is scheduled here." : string.Join('\n', own.Select(schedule => ScheduleText.Line(desk.Book, schedule)));
    }
}
