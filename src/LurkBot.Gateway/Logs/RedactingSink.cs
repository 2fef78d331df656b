using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace LurkBot.Gateway;

/// <summary>Redacts an event, its message, its values and its error, before it goes anywhere.</summary>
/// <param name="next">Where it goes.</param>
/// <param name="redactor">Redacts.</param>
internal sealed class RedactingSink(ILogEventSink next, LogRedactor redactor) : ILogEventSink, IDisposable
{
    private static readonly MessageTemplateParser Parser = new();

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var template = redactor.Redact(logEvent.MessageTemplate.Text);
        next.Emit(new LogEvent(
            logEvent.Timestamp,
            logEvent.Level,
            logEvent.Exception is { } error ? redactor.Redact(error) : null,
            string.Equals(template, logEvent.MessageTemplate.Text, StringComparison.Ordinal) ? logEvent.MessageTemplate : Parser.Parse(template),
            logEvent.Properties.Select(property => new LogEventProperty(property.Key, Redact(property.Value))),
            logEvent.TraceId ?? default,
            logEvent.SpanId ?? default));
    }

    /// <inheritdoc/>
    public void Dispose() => (next as IDisposable)?.Dispose();

    private LogEventPropertyValue Redact(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: null or bool or int or long or double or decimal or DateTimeOffset or TimeSpan } => value,
        ScalarValue scalar => new ScalarValue(redactor.Redact(Convert.ToString(scalar.Value, CultureInfo.InvariantCulture) ?? "")),
        SequenceValue sequence => new SequenceValue(sequence.Elements.Select(Redact)),
        StructureValue structure => new StructureValue(structure.Properties.Select(property => new LogEventProperty(property.Name, Redact(property.Value))), structure.TypeTag),
        DictionaryValue dictionary => new DictionaryValue(dictionary.Elements.Select(pair => KeyValuePair.Create(pair.Key, Redact(pair.Value)))),
        _ => new ScalarValue(redactor.Redact(value.ToString(null, CultureInfo.InvariantCulture))),
    };
}
