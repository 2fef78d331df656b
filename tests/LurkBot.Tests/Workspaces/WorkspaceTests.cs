using System.Text;
using LurkBot.Interop;
using LurkBot.Workspaces;

namespace LurkBot.Tests.Workspaces;

/// <summary>Files beneath a folder against whoever plants something there. Each way of opening passes the same tests.</summary>
public sealed class WorkspaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string root;
    private readonly string outside;

    public WorkspaceTests()
    {
        (root, outside) = (Path.Combine(folder.Path, "workspace"), Path.Combine(folder.Path, "secret"));
        Directory.CreateDirectory(root);
        File.WriteAllText(outside, "secret");
    }

    public static TheoryData<string> Ways => OperatingSystem.IsLinux() ? ["beneath", "by name", "checked"] : ["checked"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void Replace_NewFileInNewFolders_IsReadBackAndKeepsItsMode(string way)
    {
        using var files = Open(way);
        files.Replace(new("a/b/new\nline ü"), "one"u8);
        Assert.Equal("one", Read(files, "a/b/new\nline ü"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(root, "a/b/new\nline ü"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        files.Replace(new("a/b/new\nline ü"), "two"u8);
        Assert.Equal("two", Read(files, "a/b/new\nline ü"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(root, "a/b/new\nline ü")));
        Assert.Equal(["a/b/new\nline ü"], files.List(new("a/b"), 10).Entries.Select(entry => entry.Path.Text));
        Assert.Contains("no there.txt", Refused(() => files.OpenRead(new("there.txt"))).Replace("There is no", "no", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refused(() => files.OpenRead(new("a"))), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refused(() => files.Replace(new("a"), "x"u8)), StringComparison.Ordinal);
        Refused(() => files.Replace(new("a/b/new\nline ü/c"), "x"u8));
        Refused(() => files.Replace(new(new string('x', 300)), "x"u8));
        Assert.Equal(["new\nline ü"], Directory.GetFileSystemEntries(Path.Combine(root, "a/b")).Select(Path.GetFileName));
    }

    [Fact]
    public void Replace_ByRootInSomebodysFolder_IsTheirs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root gives files away.");
        Run("chown", "1879048200:1879048200", root);
        using (var files = Open("beneath"))
        {
            files.Replace(new("a/b/file"), "one"u8);
            files.Replace(new("a/b/file"), "two"u8);
        }

        foreach (var name in (string[])["a", "a/b", "a/b/file"])
            Assert.Equal("1879048200", Run("stat", "-c", "%u", Path.Combine(root, name)));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = ChildProcess.Start(program, arguments);
        var (code, output, error) = process.FinishAsync().GetAwaiter().GetResult();
        Assert.True(code == 0, error);
        return output.Trim();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Links_AreNeverFollowed(string way)
    {
        File.CreateSymbolicLink(Path.Combine(root, "file"), outside);
        File.CreateSymbolicLink(Path.Combine(root, "relative"), "../secret");
        Directory.CreateSymbolicLink(Path.Combine(root, "up"), folder.Path);
        File.WriteAllText(Path.Combine(root, "own"), "own");
        File.CreateSymbolicLink(Path.Combine(root, "inner"), "own");
        using var files = Open(way);
        foreach (var path in (string[])["file", "relative", "up/secret", "inner"])
        {
            Refused(() => files.OpenRead(new(path)));
            Refused(() => files.Replace(new(path), "changed"u8));
        }

        Refused(() => files.Replace(new("up/new"), "changed"u8));
        Refused(() => files.List(new("up"), 10));
        Assert.Equal("secret", File.ReadAllText(outside));
        Assert.False(File.Exists(Path.Combine(folder.Path, "new")));
        Assert.Equal(["own"], files.List(WorkspacePath.Root, 10).Entries.Where(entry => entry.Kind != WorkspaceEntryKind.Other).Select(entry => entry.Path.Text));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "workspace2"), root);
        Refused(() => Open(way, Path.Combine(folder.Path, "workspace2")));
    }

    [Theory]
    [InlineData("beneath")]
    [InlineData("by name")]
    public async Task PipesAndDevices_AreRefusedAtOnce(string way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        using (var make = ChildProcess.Start("mkfifo", [Path.Combine(root, "pipe")]))
            await make.FinishAsync();
        using (var make = ChildProcess.Start("mknod", [Path.Combine(root, "zero"), "c", "1", "5"]))
            await make.FinishAsync();
        using var files = Open(way);
        foreach (var name in (string[])["pipe", "zero"])
        {
            if (!File.Exists(Path.Combine(root, name)))
                continue;
            var refusal = await Task.Run(() => Refused(() => files.OpenRead(new(name)))).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Matches("no file but|cannot be used|may not be opened", refusal);
            Assert.Contains("no file but", Refused(() => files.Replace(new(name), "x"u8)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("beneath")]
    [InlineData("by name")]
    public async Task Races_FolderSwappedForALinkMeanwhile_NothingOutsideIsReadOrWritten(string way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "file"), "secret");
        var (place, kept) = (Path.Combine(root, "d"), Path.Combine(root, "kept"));
        Directory.CreateDirectory(place);
        await File.WriteAllTextAsync(Path.Combine(place, "file"), "own");
        using var files = Open(way);
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    if (!Directory.Exists(kept))
                        Directory.Move(place, kept);
                    else if (Directory.Exists(place))
                        Directory.Delete(place, recursive: new DirectoryInfo(place).LinkTarget is null);
                    Directory.CreateSymbolicLink(place, elsewhere);
                    Directory.Delete(place);
                    Directory.Move(kept, place);
                }
                catch (IOException)
                {
                    // The writing made the folder anew just then.
                }
            }
        });
        var (read, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            try
            {
                Assert.NotEqual("secret", Read(files, "d/file"));
                if (i % 20 == 0)
                    files.Replace(new("d/file"), "own"u8);
                read++;
            }
            catch (WorkspaceException)
            {
                refused++;
            }
        }

        await stop.CancelAsync();
        await swapping;
        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused: nothing was swapped.");
        Assert.Equal(["file"], Directory.GetFileSystemEntries(elsewhere).Select(Path.GetFileName));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(elsewhere, "file")));
    }

    [Theory]
    [InlineData("a/../../b", null)]
    [InlineData("..", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("/workspaces/x", null)]
    [InlineData("a\0b", null)]
    [InlineData("", ".")]
    [InlineData("./a//b/../c/", "a/c")]
    [InlineData("/workspace/a", "a")]
    [InlineData("/workspace", ".")]
    [InlineData("a\nb", "a\nb")]
    public void Parse_PathOfAModel_StaysInsideOrIsRefused(string text, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths of Unix.");
        if (expected is null)
            Assert.Throws<WorkspaceException>(() => WorkspacePath.Parse(text, ["/workspace"]));
        else
            Assert.Equal(expected, WorkspacePath.Parse(text, ["/workspace"]).Text);
    }

    [Fact]
    public void Parse_HalfACharacter_IsRefused() => Assert.Throws<WorkspaceException>(() => WorkspacePath.Parse("a" + (char)0xD800, []));

    [Fact]
    public void Open_FolderThatHoldsTheHomeOrLiesInIt_IsRefused()
    {
        var home = Directory.CreateDirectory(Path.Combine(root, "home")).FullName;
        var sessions = Directory.CreateDirectory(Path.Combine(home, "sessions")).FullName;
        var link = Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), sessions).FullName;
        foreach (var path in (string[])[root, folder.Path, home, sessions, link, Path.Combine(home, "workspaces")])
        {
            Directory.CreateDirectory(path);
            Assert.Contains("LurkBot's own", Assert.Throws<WorkspaceException>(() => Workspace.Open(path, home, isOwners: true, null, null)).Message, StringComparison.Ordinal);
        }

        using var own = Workspace.Open(Path.Combine(home, "workspaces", "cli_a_main"), home, isOwners: false, null, null);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(own.RealPath));
        using var beside = Workspace.Open(outside + "s", home, isOwners: false, null, null);
    }

    [Fact]
    public void Write_MoreThanTheWorkspaceMayHold_IsRefused()
    {
        using var workspace = Workspace.Open(root, Path.Combine(folder.Path, "home"), isOwners: false, null, maximumSize: 100);
        workspace.Write(new("a/b"), new byte[60], default);
        Assert.Contains("LURKBOT_SANDBOX_DISK", Assert.Throws<WorkspaceException>(() => workspace.Write(new("c"), new byte[60], default)).Message, StringComparison.Ordinal);
        workspace.Write(new("c"), new byte[30], default);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void List_FolderOfMoreThanIsAskedFor_EndsThere(string way)
    {
        foreach (var name in (string[])["a", "b", "c"])
            File.WriteAllText(Path.Combine(root, name), "");
        using var files = Open(way);
        Assert.Equal((3, true), (files.List(WorkspacePath.Root, 3).Entries.Count, files.List(WorkspacePath.Root, 3).IsWhole));
        Assert.Equal((2, false), (files.List(WorkspacePath.Root, 2).Entries.Count, files.List(WorkspacePath.Root, 2).IsWhole));
    }

    [Fact]
    public void Write_MoreFilesThanAreCounted_SaysWhatToDoAndOnlyWhereThereIsALimit()
    {
        var few = WalkLimits.Count with { Entries = 2 };
        using (var limited = Workspace.Open(root, Path.Combine(folder.Path, "home"), isOwners: false, null, maximumSize: 1 << 20, counting: few))
        {
            limited.Write(new("a"), "x"u8, default);
            limited.Write(new("b"), "x"u8, default);
            limited.Write(new("c"), "x"u8, default);
            var refusal = Refused(() => limited.Write(new("d"), "x"u8, default));
            Assert.StartsWith("d is not written: the workspace holds more than 2 files and folders", refusal, StringComparison.Ordinal);
            Assert.Contains("Delete some by a command first", refusal, StringComparison.Ordinal);
        }

        using var free = Workspace.Open(root, Path.Combine(folder.Path, "home"), isOwners: false, null, maximumSize: null, counting: few);
        free.Write(new("d"), "x"u8, default);
    }

    [Fact]
    public void Write_MoreFilesThanTheWorkspaceMayHold_IsRefused()
    {
        using var workspace = Workspace.Open(root, Path.Combine(folder.Path, "home"), isOwners: false, null, maximumSize: 1 << 20, maximumFiles: 3);
        workspace.Write(new("a/b"), "x"u8, default);
        workspace.Write(new("c"), "x"u8, default);
        Assert.Contains("LURKBOT_SANDBOX_FILES", Refused(() => workspace.Write(new("d"), "x"u8, default)), StringComparison.Ordinal);
        workspace.Write(new("c"), "yy"u8, default);
    }

    [Fact]
    public void Write_DeepFolders_CountAsFull()
    {
        using var workspace = Workspace.Open(root, Path.Combine(folder.Path, "home"), isOwners: false, null, maximumSize: 1 << 20);
        var deepest = string.Concat(Enumerable.Repeat("d/", WorkspaceDepth.Most - 1));
        workspace.Write(new(deepest + "file"), "x"u8, default);
        Assert.Contains("nested more than 128 deep", Refused(() => workspace.Write(new(deepest + "d/file"), "x"u8, default)), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(root, deepest, "d", "d"));
        Assert.Contains("count as full", Refused(() => workspace.Write(new("a"), "x"u8, default)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("beneath")]
    [InlineData("by name")]
    public async Task OpenRead_Pipe_IsNotEvenOpened(string way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        var pipe = Path.Combine(root, "pipe");
        using (var make = ChildProcess.Start("mkfifo", [pipe]))
            await make.FinishAsync();
        using var files = Open(way);
        var refusing = Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
                Refused(() => files.OpenRead(new("pipe")));
        });

        // A pipe can be opened for writing without waiting only while somebody has it open for reading.
        var opened = 0;
        while (!refusing.IsCompleted)
        {
            var number = LibC.Open(pipe, FileCalls.WriteOnly | FileCalls.NonBlocking | FileCalls.CloseOnExecute);
            if (number < 0)
                continue;
            opened++;
            _ = LibC.Close(number);
        }

        await refusing;
        Assert.Equal(0, opened);
    }

    private static string Refused(Action action) => Assert.Throws<WorkspaceException>(action).Message;

    private static string Refused(Func<object> action) => Assert.Throws<WorkspaceException>(action).Message;

    private static string Read(IWorkspaceFiles files, string path)
    {
        using var reader = new StreamReader(files.OpenRead(new(path)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

#pragma warning disable CA1416 // Only where it is Linux.
    private IWorkspaceFiles Open(string way, string? path = null) => way is "checked"
        ? CheckedFolder.Open(path ?? root, followsLink: false)
        : BeneathFolder.Open(path ?? root, followsLink: false, byName: way is "by name");
#pragma warning restore CA1416
}
