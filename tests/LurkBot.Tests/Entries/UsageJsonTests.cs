using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Entries;

namespace LurkBot.Tests.Entries;

public sealed class UsageJsonTests
{
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Const(0L), Gen.Long[0, Usage.Largest]);

    [Fact]
    public void Write_ThenRead_GivesTheSame() => Gen.Select(Count, Count, Count, Count, Count).Sample(counts =>
    {
        var usage = new Usage(counts.Item1, counts.Item2, counts.Item3) { Reasoning = counts.Item4, CacheWrite = counts.Item5 };
        Assert.Equal(usage, Read(Write(usage)));
    });

    [Fact]
    public void Read_OfAnOlderVersion_HasNoNewCounts() => Assert.Equal(new Usage(12, 5, 3), Read("""{"input":12,"output":5,"cached":3}"""));

    [Fact]
    public void Read_FieldsOfALaterVersion_AreWrittenBack()
    {
        const string Json = """{"input":1,"output":2,"cached":0,"audio":7,"tiers":{"flex":[1, 2]}}""";
        Assert.Equal(Json, Write(Read(Json)));
    }

    [Theory]
    [InlineData("""{"input":-1}""")]
    [InlineData("""{"input":1e3}""")]
    [InlineData("""{"input":"12"}""")]
    [InlineData("""{"input":9223372036854775807}""")]
    public void Read_WhatIsNoCount_IsKeptAndCountsNothing(string json)
    {
        var usage = Read(json);
        Assert.Equal(0, usage.Total);
        Assert.Equal("original_input", Assert.Single(usage.Unknown).Name);
        Assert.Equal(Write(usage), Write(Read(Write(usage))));
    }

    private static Usage Read(string usage) =>
        Assert.IsType<AssistantEntry>(EntryReader.Read(Encoding.UTF8.GetBytes($$"""{"id":1,"turn":1,"role":"assistant","content":"x","usage":{{usage}}}"""))).Usage!;

    private static string Write(Usage usage)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            UsageJson.Write(json, usage);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
