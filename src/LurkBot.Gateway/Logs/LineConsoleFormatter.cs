using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LurkBot.Gateway;

/// <summary>Writes an event for people as one line, such as <c>10:31:07 info: SessionSweep: Purged x.</c></summary>
/// <param name="redactor">Redacts.</param>
/// <param name="time">The clock.</param>
internal sealed class LineConsoleFormatter(LogRedactor redactor, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name.</summary>
    public const string FormatterName = "lurkbot";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } error)
            text += " " + error;
        var category = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        textWriter.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss} {WordOf(logEntry.LogLevel)}: {category}: {redactor.Redact(text).ReplaceLineEndings(" ")}"));
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
