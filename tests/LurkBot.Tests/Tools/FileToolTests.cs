using System.Globalization;
using LurkBot.Sandboxes;
using LurkBot.Tools;
using LurkBot.Workspaces;

namespace LurkBot.Tests.Tools;

public sealed class FileToolTests : IDisposable
{
    private readonly ToolRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task WriteReadEdit_File_DoWhatTheySay()
    {
        Assert.Equal("Wrote 8 bytes to a/b.txt.", (await run.CallAsync("write", """{"path":"a/b.txt","content":"one\ntwo\n"}""")).Content);
        Assert.Equal("1\tone\n2\ttwo\n", (await run.CallAsync("read", """{"path":"./a/b.txt"}""")).Content);
        Assert.Equal("2\ttwo\n", (await run.CallAsync("read", $$"""{"path":"{{run.Folder}}/a/b.txt","offset":"2"}""")).Content);
        Assert.Equal("Replaced one piece of a/b.txt.", (await run.CallAsync("edit", """{"path":"a/b.txt","old_text":"two","new_text":"2\n3"}""")).Content);
        Assert.Equal("one\n2\n3\n", run.Get("a/b.txt"));
        Assert.Equal("1\tone\n[There is more: go on with offset 2.]", (await run.CallAsync("read", """{"path":"a/b.txt","limit":1}""")).Content);
        Assert.Equal(["b.txt"], Directory.GetFileSystemEntries(Path.Combine(run.Folder, "a")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("read", """{"path":"../x"}""", "outside the workspace")]
    [InlineData("read", """{"path":"/etc/passwd"}""", "outside the workspace")]
    [InlineData("read", """{"path":"nothing"}""", "There is no nothing.")]
    [InlineData("read", """{"path":"."}""", "is a folder")]
    [InlineData("read", """{"path":"binary"}""", "is no text (4 bytes)")]
    [InlineData("read", """{"path":"text","offset":9}""", "has only 2 lines")]
    [InlineData("read", """{"path":"text","offset":0}""", "from 1 to")]
    [InlineData("read", """{}""", "The argument path is missing.")]
    [InlineData("read", """{"path":["a"]}""", "must be text")]
    [InlineData("write", """{"path":"../x","content":"y"}""", "outside the workspace")]
    [InlineData("write", """{"path":".","content":"y"}""", "is a folder")]
    [InlineData("write", """{"path":"x"}""", "The argument content is missing.")]
    [InlineData("edit", """{"path":"text","old_text":"three","new_text":"x"}""", "is not in text")]
    [InlineData("edit", """{"path":"text","old_text":"o","new_text":"x"}""", "2 times")]
    [InlineData("edit", """{"path":"text","old_text":"","new_text":"x"}""", "To make a file use write")]
    [InlineData("edit", """{"path":"latin","old_text":"a","new_text":"x"}""", "no UTF-8")]
    [InlineData("write", """{"path":"x/","content":"y"}""", "names a folder")]
    [InlineData("read", """{"path":"\ud800"}""", "half of a character")]
    [InlineData("glob", """{"pattern":"{/etc,a}/*"}""", "leads down from there")]
    [InlineData("glob", """{"pattern":"{..,a}/*"}""", "leads down from there")]
    [InlineData("nosuch", """{"path":"x"}""", "There is no tool of that name; there are read, write, edit")]
    [InlineData("glob", """{"pattern":"*","path":"nothing"}""", "There is no nothing.")]
    [InlineData("grep", """{"pattern":"("}""", "cannot be used")]
    [InlineData("grep", """{"pattern":"a","glob":"*.{cs"}""", "*.{cs is no valid pattern: a brace is not closed")]
    [InlineData("glob", """{"pattern":"{{{{"}""", "{{{{ is no valid pattern: a brace is not closed")]
    [InlineData("glob", """{"pattern":"[a-"}""", "[a- is no valid pattern: a bracket is not closed")]
    [InlineData("glob", """{"pattern":"/etc/*"}""", "/etc/* is no valid pattern: it is relative")]
    [InlineData("glob", """{"pattern":"../*"}""", "../* is no valid pattern: it is relative")]
    [InlineData("glob", """{"pattern":""}""", "is no valid pattern: it is empty")]
    [InlineData("read", """{"path":"text","lines":"1-2"}""", "read has no argument lines. It has: path, offset, limit.")]
    [InlineData("write", """{"path":"text","content":"x","append":true}""", "write has no argument append. It has: path, content.")]
    [InlineData("bash", """{"command":"touch made","a\nb":null}""", "bash has no argument a\\u000ab. It has: command")]
    [InlineData("grep", """{"pattern":"(a)\\1"}""", "cannot be used")]
    public async Task Call_WhatCannotBeDone_IsRefusedAndSaysWhy(string tool, string arguments, string expected)
    {
        run.Put("text", "one\ntwo\n");
        run.Put("binary", "a\0b\n");
        await File.WriteAllBytesAsync(Path.Combine(run.Folder, "latin"), [(byte)'a', 0xE9, 0xE9]);
        var result = await run.CallAsync(tool, arguments);
        Assert.True(result.Error, result.Content);
        Assert.Contains(expected, result.Content, StringComparison.Ordinal);
        Assert.Equal(["binary", "latin", "text"], Directory.GetFileSystemEntries(run.Folder).Select(Path.GetFileName).Order());
        Assert.Equal("one\ntwo\n", run.Get("text"));
    }

    [Fact]
    public async Task GlobGrep_NameOfManyLines_MakesUpNone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such names there.");
        run.Put("x\nsecret.cs:1: needle", "needle\n");
        Assert.Equal("x\\u000asecret.cs:1: needle\n", (await run.CallAsync("glob", """{"pattern":"*"}""")).Content);
        Assert.Equal("x\\u000asecret.cs:1: needle:1: needle\n", (await run.CallAsync("grep", """{"pattern":"needle"}""")).Content);
    }

    [Fact]
    public async Task Edit_AllOfThemGrowingWithoutBound_IsRefused()
    {
        run.Put("a", new string('a', 9_000_000));
        Assert.Contains("would grow", (await run.CallAsync("edit", $$"""{"path":"a","old_text":"a","new_text":"{{new string('b', 230)}}","all":true}""")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HugeFileAndHugeLine_ComeInParts()
    {
        run.Put("long", new string('x', 5_000_000));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"1\t{new string('x', 2000)} [{4_998_000:#,0} more characters in this line]\n"), (await run.CallAsync("read", """{"path":"long"}""")).Content);
        run.Put("lines", string.Concat(Enumerable.Range(1, 200_000).Select(i => $"line {i}\r\n")));
        var first = (await run.CallAsync("read", """{"path":"lines"}""")).Content;
        Assert.InRange(first.Length, 15_000, 20_000);
        var next = first[(first.LastIndexOf(' ') + 1)..^2];
        Assert.StartsWith($"{next}\tline {next}\n", (await run.CallAsync("read", $$"""{"path":"lines","offset":{{next}}}""")).Content, StringComparison.Ordinal);
        using (var sparse = File.Create(Path.Combine(run.Folder, "huge")))
            sparse.SetLength(1L << 40);
        Assert.True((await run.CallAsync("read", """{"path":"huge"}""")).Error);
        Assert.Contains("passed over", (await run.CallAsync("grep", """{"pattern":"line 199999$"}""")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grep_TextThatIsTooLarge_IsPassedOverAndCounted()
    {
        run.Put("large", string.Concat(Enumerable.Repeat("needle\n", (TextFile.Largest / 7) + 1)));
        var found = (await run.CallAsync("grep", """{"pattern":"needle"}""")).Content;
        Assert.StartsWith("[No line matches.]", found, StringComparison.Ordinal);
        Assert.Contains("passed over", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SandboxThatRunsNothing_IsRefused()
    {
        using var sandboxed = new ToolRun(() => new BrokenSandbox());
        foreach (var (tool, arguments) in ((string, string)[])[("write", """{"path":"a","content":"x"}"""), ("glob", """{"pattern":"*"}"""), ("bash", """{"command":"true"}""")])
        {
            var result = await sandboxed.CallAsync(tool, arguments);
            Assert.True(result.Error, result.Content);
            Assert.Contains("The broken sandbox does not run in", result.Content, StringComparison.Ordinal);
            Assert.Contains("no shell", result.Content, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(sandboxed.Folder, "a")));
    }

    [Fact]
    public async Task GlobAndGrep_Tree_FindByNameAndByText()
    {
        run.Put("src/a.cs", "class A\n{\n}\n");
        run.Put("src/deep/er/b.ts", "Class B\n");
        run.Put("src/c.txt", "nothing\n");
        run.Put("node_modules/d.cs", "class D\n");
        run.Put("new\nline.cs", "class E\n");
        File.CreateSymbolicLink(Path.Combine(run.Folder, "link.cs"), Path.Combine(run.Folder, "src/a.cs"));
        Directory.CreateSymbolicLink(Path.Combine(run.Folder, "up"), run.Home);
        Assert.Equal("new\\u000aline.cs\nsrc/a.cs\n", (await run.CallAsync("glob", """{"pattern":"*.cs"}""")).Content);
        Assert.Equal("src/a.cs\nsrc/deep/er/b.ts\n", (await run.CallAsync("glob", """{"pattern":"src/**/*.{cs,ts}"}""")).Content);
        Assert.Equal("src/deep/er/b.ts\n", (await run.CallAsync("glob", """{"pattern":"er/?.ts","path":"src/deep"}""")).Content);
        Assert.Equal("node_modules/d.cs\n", (await run.CallAsync("glob", """{"pattern":"node_modules/*"}""")).Content);
        Assert.Equal("[No file matches.]", (await run.CallAsync("glob", """{"pattern":"*.json"}""")).Content);
        Assert.Equal("src/a.cs:1: class A\nsrc/deep/er/b.ts:1: Class B\n", (await run.CallAsync("grep", """{"pattern":"^class \\w","path":"src","ignore_case":true}""")).Content);
        Assert.Equal("src/a.cs:1: class A\n", (await run.CallAsync("grep", """{"pattern":"class","path":"src/a.cs","glob":"*.cs"}""")).Content);
        Assert.Equal("[No line matches.]", (await run.CallAsync("grep", """{"pattern":"class","glob":"*.txt"}""")).Content);
    }

    [Fact]
    public void EditReplace_CrlfFile_KeepsItsLineEnds()
    {
        Assert.Equal(("a\r\nx\r\ny\r\nd", 1), EditTool.Replace("a\r\nb\r\nc\r\nd", "b\nc", "x\ny", all: false, new WorkspacePath("f")));
        Assert.Equal(("xx", 2), EditTool.Replace("aa", "a", "x", all: true, new WorkspacePath("f")));
    }

    [Theory]
    [InlineData("**/**/**/**/**/**/**/**/**/**/x", false)]
    [InlineData("**", true)]
    [InlineData("a/**/y", true)]
    [InlineData("a/*/y", false)]
    [InlineData("a/b/{c,[d]}/**", true)]
    [InlineData("a/b/{c,{d,e}}/**/[y]", false)]
    public void GlobPattern_Hostile_EndsSoon(string pattern, bool expected) =>
        Assert.Equal(expected, GlobPattern.Parse(pattern).Matches([.. "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/y".Split('/')]));

    [Fact]
    public void GlobPattern_BracesWithoutEnd_AreRefused() =>
        Assert.Throws<ToolRefusedException>(() => GlobPattern.Parse(new string('{', 500_000) + new string('}', 500_000)));

    [Fact]
    public async Task Glob_BracketsInAName_StandForThemselves()
    {
        run.Put("[id].tsx", "");
        run.Put("i.tsx", "");
        Assert.Equal("[id].tsx\n", (await run.CallAsync("glob", """{"pattern":"[id].tsx"}""")).Content);
    }

    /// <summary>Says of each command that it failed.</summary>
    private sealed class BrokenSandbox : ISandbox
    {
        public string Name => "broken";

        public IReadOnlyList<LimitEnforcement> Holders => [];

        public Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken) =>
            Task.FromResult(new SandboxResult { ExitCode = 126, End = SandboxEnd.Exited, Output = "no shell"u8.ToArray(), Duration = TimeSpan.Zero });
    }
}
