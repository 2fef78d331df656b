using System.Buffers;
using System.Text;
using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Tests;

/// <summary>An entry as a line of a session file.</summary>
internal static class EntryLine
{
    /// <summary>Reads a line.</summary>
    public static Entry Read(string json) => EntryReader.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Writes a line.</summary>
    public static string Write(Entry entry) => Write(json => EntryJson.Write(json, entry));

    /// <summary>A response's record as the file writes it.</summary>
    public static string ToJson(this ContextRecord record) => Write(json => ContextRecordJson.Write(json, record));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, EntryJson.WriterOptions))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
