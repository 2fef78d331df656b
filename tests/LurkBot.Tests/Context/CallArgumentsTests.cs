using LurkBot.Context;
using LurkBot.Turns;

namespace LurkBot.Tests.Context;

public sealed class CallArgumentsTests
{
    [Theory]
    [InlineData("""{"a":1,"a":2}""", "a=2")]
    [InlineData("""{"a":"\ud83d\ude00"}""", "a=😀")]
    [InlineData("""{"a":"\ud83d"}""", "")]
    [InlineData("""{"a":{"b":["\uDE00"]}}""", "")]
    [InlineData("""{"\ud83d":"x"}""", "")]
    [InlineData("[1]", "")]
    [InlineData("{", "")]
    [InlineData("\ud83d", "")]
    public void Read_WhateverIsInTheFile_IsSoundOrNothing(string json, string expected) =>
        Assert.Equal(expected, string.Join(' ', CallArguments.Read(json).Select(field => $"{field.Key}={field.Value}")));

    [Fact]
    public void Write_HalfACharacter_IsKeptAsItCame()
    {
        using var document = System.Text.Json.JsonDocument.Parse("""{"a":"\ud83d"}""");
        var written = ToolArguments.Write(new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = document.RootElement.GetProperty("a"), ["b"] = "x" });
        Assert.Equal("""{"a":"\ud83d","b":"x"}""", written);
        Assert.Empty(CallArguments.Read(written));
        Assert.Equal("{}", ToolArguments.Write(null));
    }
}
