using System.Buffers;
using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Export;

/// <summary>Writes sessions out as JSON, losing nothing, and reads them for pages that people read.</summary>
internal static class SessionExport
{
    private static ReadOnlySpan<byte> HeadEnd => ",\"messages\":["u8;

    /// <summary>Writes the session's own document.</summary>
    /// <param name="session">The session.</param>
    /// <param name="output">Where to.</param>
    /// <param name="redactor">Masks secrets; null leaves every byte as it is.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public static async Task WriteJsonAsync(IStoredSession session, Stream output, SecretRedactor? redactor, CancellationToken cancellationToken)
    {
        if (redactor is null)
            await session.ExportAsync(output, cancellationToken);
        else
            JsonRedactor.Write((await DocumentAsync(session, cancellationToken)).Span, output, redactor);
    }

    /// <summary>Writes JSON Lines: the head without its messages, then each entry as it stands in the session's file.</summary>
    /// <param name="session">The session.</param>
    /// <param name="output">Where to.</param>
    /// <param name="redactor">Masks secrets; null leaves every line as it is.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public static async Task WriteJsonLinesAsync(IStoredSession session, Stream output, SecretRedactor? redactor, CancellationToken cancellationToken) =>
        WriteLines(InLines(await DocumentAsync(session, cancellationToken)).Span, output, redactor);

    /// <summary>All entries.</summary>
    /// <param name="session">The session.</param>
    /// <param name="redactor">Masks secrets; null leaves the entries as they are.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The entries in their order.</returns>
    public static async Task<IReadOnlyList<Entry>> ReadAsync(IStoredSession session, SecretRedactor? redactor, CancellationToken cancellationToken)
    {
        var entries = await session.ReadAllAsync(cancellationToken);
        return redactor is null ? entries : [.. entries.Select(entry => Redact(entry, redactor))];
    }

    /// <summary>Through JSON, so that no field of an entry, known or unknown, is forgotten.</summary>
    internal static Entry Redact(Entry entry, SecretRedactor redactor)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, EntryJson.WriterOptions))
            EntryJson.Write(json, entry);
        using var redacted = new MemoryStream(line.WrittenCount);
        JsonRedactor.Write(line.WrittenSpan, redacted, redactor);
        return EntryReader.Read(redacted.GetBuffer().AsSpan(0, (int)redacted.Length));
    }

    private static void WriteLines(ReadOnlySpan<byte> document, Stream output, SecretRedactor? redactor)
    {
        var headEnd = document.IndexOf((byte)'\n');
        WriteLine([.. document[..(headEnd - HeadEnd.Length)], (byte)'}'], output, redactor);
        for (var rest = document[(headEnd + 1)..]; !rest.IsEmpty && rest[0] == (byte)'{';)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            WriteLine(line[^1] == (byte)',' ? line[..^1] : line, output, redactor);
        }
    }

    private static void WriteLine(ReadOnlySpan<byte> json, Stream output, SecretRedactor? redactor)
    {
        if (redactor is null)
            output.Write(json);
        else
            JsonRedactor.Write(json, output, redactor);
        output.WriteByte((byte)'\n');
    }

    private static async Task<ReadOnlyMemory<byte>> DocumentAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        using var document = new MemoryStream();
        await session.ExportAsync(document, cancellationToken);
        var bytes = document.GetBuffer().AsMemory(0, (int)document.Length);
        return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    /// <summary>The document in the line layout; one that another program wrote is brought into it, as the first append would.</summary>
    private static ReadOnlyMemory<byte> InLines(ReadOnlyMemory<byte> document)
    {
        var end = document.Span.IndexOf((byte)'\n');
        if (end >= 0 && SessionDocumentReader.ReadHead(document.Span[..end]) is not null)
            return document;
        var (head, entries) = SessionDocument.ReadForeign(document);
        return SessionFileWriter.Document(head, entries);
    }
}
