using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace LurkBot.Gateway;

/// <summary>
/// Writes an event as one line of the compact JSON that readers of Serilog's logs know: <c>@t</c>, <c>@l</c> unless it is Information, <c>@m</c>,
/// <c>@mt</c>, <c>@x</c>, <c>@tr</c>, <c>@sp</c>, and its values. The message has its texts as they are, without quotes.
/// </summary>
internal sealed class LogLineFormatter : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);
    private static readonly JsonValueFormatter Values = new(typeTagName: "$type");

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, message);
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write('"');
        if (logEvent.Level != LogEventLevel.Information)
            Write(output, "@l", logEvent.Level.ToString());
        Write(output, "@m", message.ToString());
        Write(output, "@mt", logEvent.MessageTemplate.Text);
        if (logEvent.Exception is { } error)
            Write(output, "@x", error.ToString());
        if (logEvent.TraceId is { } trace)
            Write(output, "@tr", trace.ToHexString());
        if (logEvent.SpanId is { } span)
            Write(output, "@sp", span.ToHexString());
        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');
            JsonValueFormatter.WriteQuotedJsonString(name.StartsWith('@') ? "@" + name : name, output);
            output.Write(':');
            Values.Format(value, output);
        }

        output.WriteLine('}');
    }

    private static void Write(TextWriter output, string name, string text)
    {
        output.Write(",\"");
        output.Write(name);
        output.Write("\":");
        JsonValueFormatter.WriteQuotedJsonString(text, output);
    }
}
