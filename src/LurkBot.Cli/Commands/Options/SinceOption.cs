using System.CommandLine;
using System.Globalization;

namespace LurkBot.Cli.Commands;

/// <summary>A moment in the past: a day, a time, or how long ago.</summary>
internal sealed class SinceOption : Option<string?>
{
    public SinceOption()
        : base("--since") => Description = "Only messages from a day or time on (2026-01-30, 2026-01-30T10:00), or of the last 7d, 24h, 30m.";

    /// <summary>The moment; null when the option was not given.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public DateTimeOffset? In(ParseResult result, TimeProvider time)
    {
        if (result.GetValue(this) is not { } text)
            return null;
        var (number, unit) = text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? (parsed, text[^1]) : (0, ' ');
        TimeSpan? ago = unit switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' when number <= 36_500 => TimeSpan.FromDays(number),
            'w' when number <= 5_200 => TimeSpan.FromDays(7L * number),
            _ => null,
        };
        if (ago is { } span && span < TimeSpan.FromDays(36_501))
            return time.GetUtcNow() - span;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
            ? moment
            : throw new CommandException(ExitCodes.Usage, $"--since {text} is not a day, time or span. Examples: 2026-01-30, 2026-01-30T10:00, 7d, 24h.");
    }
}
