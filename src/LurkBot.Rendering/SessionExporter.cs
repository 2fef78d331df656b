using System.Text;
using LurkBot.Export;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Rendering;

/// <summary>Writes one session in one format.</summary>
/// <param name="format">The format.</param>
/// <param name="redactor">Masks secrets; null leaves everything as it is.</param>
internal sealed class SessionExporter(ExportFormat format, SecretRedactor? redactor)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The format.</summary>
    public ExportFormat Format => format;

    /// <summary>Writes a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="output">Where to; buffered, and stays open.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task WriteAsync(IStoredSession session, Stream output, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case ExportFormat.Json:
                await SessionExport.WriteJsonAsync(session, output, redactor, cancellationToken);
                break;
            case ExportFormat.JsonLines:
                await SessionExport.WriteJsonLinesAsync(session, output, redactor, cancellationToken);
                break;
            default:
                var entries = await SessionExport.ReadAsync(session, redactor, cancellationToken);
                var transcript = new Transcript(Shown(session.Info), entries);
                await using (var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize, leaveOpen: true))
                {
                    if (format == ExportFormat.Html)
                        new HtmlTranscript(new HtmlOutput(text)).Write(transcript);
                    else
                        new MarkdownTranscript(text).Write(transcript);
                }

                break;
        }
    }

    /// <summary>What a page says of a session; secrets can be in a chat's or a model's name too.</summary>
    public SessionInfo Shown(SessionInfo info)
    {
        if (redactor is null)
            return info;
        var key = SessionKey.TryParse(redactor.RedactName(info.Key.ToString()), out var redacted, out _)
            ? redacted
            : SessionKey.Create("redacted", info.Id.ToString(), info.Key.Type);
        return info with { Key = key, Model = info.Model is null ? null : redactor.RedactName(info.Model) };
    }
}
