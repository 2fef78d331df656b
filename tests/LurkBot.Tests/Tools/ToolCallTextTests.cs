using System.Text.Json;
using LurkBot.Cli.Chat;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Tools;

/// <summary>What the owner sees before they allow a call.</summary>
public sealed class ToolCallTextTests
{
    [Theory]
    [InlineData("bash", """{"command":"cd /tmp\nrm -rf x"}""", "  cd /tmp|  rm -rf x")]
    [InlineData("write", """{"path":"notes.txt","content":"one\ntwo"}""", "  notes.txt (7 characters)|  one|  two")]
    [InlineData("edit", """{"path":"a","old_text":"b\nc","new_text":"d"}""", "  a|  - b|    c|  + d")]
    [InlineData("edit", """{"path":"a","old_text":"b","new_text":"\u001b[2K\r\u202eallowed"}""", "  a|  - b|  + ␛[2K|    \ufffdallowed")]
    public void Lines_Call_ShowsAllThatItDoes(string tool, string arguments, string expected) =>
        Assert.Equal(expected.Split('|'), Shown(tool, arguments));

    [Fact]
    public void Lines_LongCall_IsCutAndSaysSo()
    {
        var lines = Shown("write", JsonSerializer.Serialize(new { path = "a", content = new string('x', 3990) + "\ud83d\ude00" + new string('y', 100) }));
        Assert.Equal("  a (4092 characters)", lines[0]);
        Assert.EndsWith("… (4112 characters)", lines[1], StringComparison.Ordinal);
        Assert.InRange(string.Concat(lines).Length, 3990, 4050);
        Assert.DoesNotContain(lines, line => char.IsSurrogate(line[^1]));
    }

    private static string[] Shown(string tool, string arguments)
    {
        var parsed = new AIFunctionArguments(JsonDocument.Parse(arguments).RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value.Clone(), StringComparer.Ordinal));
        var lines = ToolPrompt.Lines(new ToolQuestion(tool, ToolCallText.Detail(tool, parsed), "/folder"));
        Assert.Equal($"{tool} wants to run on this machine, in /folder:", lines[0]);
        return [.. lines.Skip(1).SkipLast(1)];
    }
}
