using LurkBot.Planning;
using LurkBot.Schedules;
using LurkBot.Text;

namespace LurkBot.Gateway;

/// <summary>How many schedules run, and when the next is due.</summary>
/// <param name="book">The schedules.</param>
/// <param name="loop">Runs them.</param>
/// <param name="services">The owner's zone.</param>
internal sealed class ScheduleStatus(ScheduleBook book, ScheduleLoop loop, AssistantServices services) : IStatusPart
{
    /// <inheritdoc/>
    public string Name => "Schedules";

    /// <inheritdoc/>
    public string Describe()
    {
        try
        {
            var all = book.Read();
            var (active, proposed, troubled) = (all.Count(schedule => schedule.State is ScheduleState.Active), all.Count(schedule => schedule.State is ScheduleState.Proposed), all.Count(schedule => schedule.Problem is not null));
            var next = loop.NextDue is { } due ? $", next {ScheduleText.Time(due, services.Zone)} ({ScheduleBook.NameOf(services.Zone)})" : "";
            return $"{active} active{next}{(proposed == 0 ? "" : $", {proposed} to confirm")}{(troubled == 0 ? "" : $", {Plural.Of(troubled, "problem")} (lurkbot schedule list)")}";
        }
        catch (LurkBotException e)
        {
            return e.Message;
        }
    }
}
