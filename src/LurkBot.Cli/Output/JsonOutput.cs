using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LurkBot.Cli.Output;

/// <summary>What <c>--json</c> prints.</summary>
internal static class JsonOutput
{
    /// <summary>Writes a record and a line's end.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type)
    {
        using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, value, type);
        output.WriteByte((byte)'\n');
    }
}
