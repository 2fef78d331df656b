using Cronos;

namespace LurkBot.Schedules;

/// <summary>Cron expressions, by Cronos.</summary>
internal static class CronosExpressions
{
    /// <summary>Reads an expression.</summary>
    /// <inheritdoc cref="CronReader"/>
    public static CronTimes Read(string expression)
    {
        try
        {
            var cron = CronExpression.Parse(expression, CronFormat.Standard);
            return (after, zone) => cron.GetNextOccurrence(after, zone);
        }
        catch (CronFormatException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
