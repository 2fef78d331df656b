using LurkBot.Subagents;

namespace LurkBot.Tests.Subagents;

/// <summary>Definitions in a home's folder: what is read, what is refused, and that one that is refused hides no other.</summary>
public sealed class SubagentFolderTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Read_ANewHome_HasTheBuiltInOnes() =>
        Assert.Equal(["coder", "file-manager", "researcher"], new SubagentFolder(home.Path).Read().Select(definition => definition.Name));

    [Fact]
    public void Read_AFileOfAnotherProgram_TakesItsFields()
    {
        Write("reviewer.md", """
            ---
            name: reviewer
            description: "Reviews code. Use it after a change: \"always\"."
            tools: Read, Grep, WebFetch, TodoWrite
            model: inherit
            color: blue
            ---

            You review code.
            """);
        var file = new SubagentFolder(home.Path).ReadAll().Single(file => file.Name == "reviewer");
        Assert.Equal(("Reviews code. Use it after a change: \"always\".", "inherit", "You review code.", "TodoWrite"), (file.Definition!.Description, file.Definition.Model, file.Definition.Prompt, Assert.Single(file.UnknownTools)));
        Assert.Equal(["read", "grep", "web_fetch"], file.Definition.Tools!);
    }

    [Fact]
    public void Read_ListsAndTextInSeveralLines_AreUnderstood()
    {
        Write("a.md", "---\ndescription: >\n  Looks\n  things up\ntools:\n  - read\n  - glob\nworkspace: parent\n---\nHi");
        var definition = new SubagentFolder(home.Path).Read().Single(definition => definition.Name == "a");
        Assert.Equal(("Looks things up", true), (definition.Description, definition.ReadsParent));
        Assert.Equal(["read", "glob"], definition.Tools!);
    }

    [Fact]
    public void Read_AFileOfABuiltInName_TakesItsPlace()
    {
        Write("coder.md", "---\ndescription: Mine\n---\nMine");
        Assert.Equal("Mine", Assert.Single(new SubagentFolder(home.Path).Read(), definition => definition.Name == "coder").Prompt);
    }

    [Theory]
    [InlineData("Just text", "does not begin with front matter")]
    [InlineData("---\ndescription: x\n", "has no end")]
    [InlineData("---\ndescription x\n---\n", "Line 2 is not understood")]
    [InlineData("---\nname: bad\n---\n", "has no description")]
    [InlineData("---\nname: ../x\ndescription: x\n---\n", "The name ../x is not accepted")]
    [InlineData("---\ndescription: x\ndescription: y\n---\n", "says description a second time")]
    [InlineData("---\ndescription: x\nworkspace: all\n---\n", "workspace: all is not accepted")]
    public void Read_AFileThatIsNone_SaysWhatIsWrong_AndHidesNoOther(string text, string problem)
    {
        Write("bad.md", text);
        Write("good.md", "---\ndescription: Good\n---\nGood");
        var files = new SubagentFolder(home.Path).ReadAll();
        Assert.Contains(problem, files.Single(file => file.Name == "bad").Problem, StringComparison.Ordinal);
        Assert.NotNull(files.Single(file => file.Name == "good").Definition);
        Assert.Equal(5, files.Count);
    }

    [Fact]
    public void Read_AHugeFileAndTwoOfOneName_AreNamed()
    {
        Write("huge.md", new string('x', 100_000));
        Write("one.md", "---\nname: twin\ndescription: First\n---\n");
        Write("two.md", "---\nname: twin\ndescription: Second\n---\n");
        var files = new SubagentFolder(home.Path).ReadAll();
        Assert.Contains("larger than 64 KB", files.Single(file => file.Name == "huge").Problem, StringComparison.Ordinal);
        Assert.Contains("has the name twin too, and is used", files.Single(file => file.Name == "twin" && file.Definition is null).Problem, StringComparison.Ordinal);
        Assert.Equal("First", new SubagentFolder(home.Path).Read().Single(definition => definition.Name == "twin").Description);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "agents"));
        File.WriteAllText(Path.Combine(home.Path, "agents", name), text);
    }
}
