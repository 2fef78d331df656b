using LurkBot.Interop;

namespace LurkBot.Tests.Interop;

/// <summary>What a session's commands can leave in its folder so that nobody finds it, or gets rid of it.</summary>
public sealed class FileTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Root => Path.Combine(folder.Path, "root");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Visit_HostileNames_FindsEachFileAndFollowsNoLink()
    {
        await MakeAsync("""
            mkdir -p root/$'\xff\xfe'/deep; echo one >root/$'\xff\xfe'/deep/a; echo two >root/$'f\xff'; echo three >root/$'line\nend'
            ln -s .. root/up; ln -s /etc/passwd root/link; mkfifo root/pipe; mkdir root/closed; echo four >root/closed/file; chmod 0 root/closed
            cd root; for i in $(seq 30); do mkdir $(printf 'x%.0s' $(seq 200)); cd -P x*; done; echo five >end
            """);
        var (found, unreadable) = (new List<string>(), new List<string>());
        FileTree.Visit(Root, (_, path) => { found.Add(File.ReadAllText(path).Trim()); return false; }, unreadable.Add);
        Assert.Equal(["five", "four", "one", "three", "two"], found.Order());
        Assert.Empty(unreadable);
        FileTree.Visit(Root, (shown, path) => File.ReadAllText(path) is "one\n" or "five\n", unreadable.Add);
        found.Clear();
        FileTree.Visit(Root, (shown, _) => { found.Add(shown); return false; }, unreadable.Add);
        Assert.Equal(["closed/file", "f\ufffd", "line\nend"], found.Order());
    }

    [Fact]
    public async Task Remove_FoldersInFoldersWithoutEnd_LeavesNothing()
    {
        await MakeAsync("""
            mkdir -p root/$'\xff\xfe'/deep; echo one >root/$'\xff\xfe'/deep/a; mkdir root/closed root/closed/in; echo >root/closed/in/file; chmod 0 root/closed/in root/closed
            ln -s ../kept root/link; mkdir kept; echo two >kept/file; mkfifo root/pipe
            cd root; perl -e 'for (1..3000) { mkdir "d"; chdir "d" or die; open my $f, ">", "file" }'
            """);
        var unreadable = new List<string>();
        FileTree.Visit(Root, (_, _) => false, unreadable.Add);
        Assert.Single(unreadable);
        FileTree.Remove(Root);
        Assert.False(Directory.Exists(Root));
        Assert.True(File.Exists(Path.Combine(folder.Path, "kept", "file")));
    }

    private async Task MakeAsync(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such names.");
        using var process = ChildProcess.Start("bash", ["-ec", $"cd '{folder.Path}'; {script}"]);
        var (code, _, error) = await process.FinishAsync();
        Assert.True(code == 0, error);
    }
}
