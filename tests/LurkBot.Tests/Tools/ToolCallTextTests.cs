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
    [InlineData("edit", """{"path":"a","old_text":"b","new_text":"\u001b[2K\r\u202eallowed"}""", "  a|  - b|  + ⟨U+001B⟩[2K⟨U+000D⟩⟨U+202E⟩allowed")]
    public void Lines_Call_ShowsAllThatItDoes(string tool, string arguments, string expected) =>
        Assert.Equal(expected.Split('|'), Shown(tool, arguments));

    [Fact]
    public void LongCall_ShowsHeadAndTail_AndIsAllowedOnlyOnceAllWasSeen()
    {
        var call = string.Join('\n', Enumerable.Range(1, 200).Select(line => $"line {line}"));
        var dialog = new ApprovalDialog(new ToolQuestion("bash", call, "/folder", "exactly this command"));
        Assert.Contains("  line 1", dialog.Lines);
        Assert.Contains("  line 200", dialog.Lines);
        Assert.DoesNotContain("  line 100", dialog.Lines);
        Assert.Contains("200 lines and 1,691 characters", dialog.Lines[^1], StringComparison.Ordinal);
        foreach (var answer in (string[])["o", "yes", "s", "a", "always"])
            Assert.Null(dialog.Take(answer, out _));
        Assert.Null(dialog.Take("all", out var more));
        Assert.Contains("  line 100", more);
        Assert.Contains("Allow it?", more[^1], StringComparison.Ordinal);
        Assert.Equal(ToolAnswer.Once, dialog.Take("o", out _));
        Assert.Equal(ToolAnswer.No, new ApprovalDialog(new ToolQuestion("bash", call, "/folder", null)).Take("n", out _));
    }

    [Fact]
    public void LongLine_IsCutBetweenCharacters()
    {
        var dialog = new ApprovalDialog(new ToolQuestion("write", "a" + string.Concat(Enumerable.Repeat("\ud83d\ude00", 5000)) + "b", "/folder", null));
        Assert.DoesNotContain("U+D83D", string.Concat(dialog.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("U+DE00", string.Concat(dialog.Lines), StringComparison.Ordinal);
        Assert.StartsWith("  a\ud83d\ude00", dialog.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith("b", dialog.Lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void WhereOthersSpeak_OnlyOnceIsAnAnswer()
    {
        var dialog = new ApprovalDialog(new ToolQuestion("bash", "ls", "/folder", Always: null));
        Assert.Equal("Allow it? o: once, n: no; then Enter.", dialog.Lines[^1]);
        Assert.Null(dialog.Take("a", out var more));
        Assert.Equal(["Answer with o or n and Enter:"], more);
        Assert.Null(dialog.Take("s", out _));
        Assert.Equal(ToolAnswer.Once, dialog.Take("o", out _));
    }

    private static string[] Shown(string tool, string arguments)
    {
        var parsed = new AIFunctionArguments(JsonDocument.Parse(arguments).RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value.Clone(), StringComparer.Ordinal));
        var lines = new ApprovalDialog(new ToolQuestion(tool, ToolCallText.Detail(tool, parsed), "/folder", "it")).Lines;
        Assert.Equal($"{tool} wants to run on this machine, in /folder:", lines[0]);
        return [.. lines.Skip(1).SkipLast(1)];
    }
}
