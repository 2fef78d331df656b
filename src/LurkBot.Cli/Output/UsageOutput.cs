using System.Text.Json;
using LurkBot.Accounting;
using LurkBot.Entries;

namespace LurkBot.Cli.Output;

/// <summary>Usage for scripts.</summary>
internal static class UsageOutput
{
    /// <summary>Writes the fields of a sum into an open object. A cost of which nothing is known is null, not zero.</summary>
    public static void Write(Utf8JsonWriter json, UsageSum sum)
    {
        json.WriteNumber("calls"u8, sum.Calls);
        json.WriteNumber("calls_without_numbers"u8, sum.WithoutNumbers);
        json.WriteNumber("calls_without_price"u8, sum.WithoutPrice);
        json.WritePropertyName("usage"u8);
        UsageJson.Write(json, sum.Usage);
        if (sum.WithoutPrice == sum.Calls && sum.Calls > 0)
            json.WriteNull("cost"u8);
        else
            json.WriteNumber("cost"u8, sum.Cost);
    }

    /// <summary>Writes a group, named by what it is a group of.</summary>
    public static void Write(Utf8JsonWriter json, string what, UsageGroup group)
    {
        json.WriteStartObject();
        json.WriteString(what, group.Id);
        if (group.Name is not null)
            json.WriteString("name"u8, group.Name);
        Write(json, group.Sum);
        json.WriteEndObject();
    }
}
