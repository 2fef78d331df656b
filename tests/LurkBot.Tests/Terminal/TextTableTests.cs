using LurkBot.Cli.Output;

namespace LurkBot.Tests.Terminal;

public sealed class TextTableTests
{
    private static readonly string[][] Rows = [["AGENT", "STATE", "SESSION", "TASK"], ["coder", "done", "cli:coder-1784690a236c:subagent", "write it"], ["researcher", "failed", "cli:researcher-3fa9c01b22de:subagent", "find out"]];

    [Fact]
    public void Of_WideEnough_HasOneLineForEachRow() => Assert.Equal(
        [
            "  AGENT       STATE   SESSION                               TASK",
            "  coder       done    cli:coder-1784690a236c:subagent       write it",
            "  researcher  failed  cli:researcher-3fa9c01b22de:subagent  find out",
        ],
        TextTable.Of(Rows, 74));

    [Fact]
    public void Of_Narrow_GoesOnBelowInTheSameColumns()
    {
        Assert.Equal(
            [
                "  AGENT       STATE", "      SESSION                               TASK",
                "  coder       done", "      cli:coder-1784690a236c:subagent       write it",
                "  researcher  failed", "      cli:researcher-3fa9c01b22de:subagent  find out",
            ],
            TextTable.Of(Rows, 57));
        Assert.All(TextTable.Of(Rows, 42), line => Assert.True(line.Length <= 42));
    }
}
