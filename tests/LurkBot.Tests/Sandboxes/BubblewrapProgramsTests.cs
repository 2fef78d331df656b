using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

#pragma warning disable CA1416 // Skipped elsewhere.
public sealed class BubblewrapProgramsTests
{
    [Theory]
    [InlineData("\u007fELF of another processor", true)]
    [InlineData("#!/bin/sh\necho '\u001b[31mno such library' >&2; exit 127\n", true)]
    [InlineData("#!/bin/sh\necho bubblewrap 0.8.0\n", false)]
    public void Version_BubblewrapThatCannotRun_IsRefusedWithTheReason(string content, bool isExecutable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Bubblewrap is for Linux.");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "bwrap");
        File.WriteAllText(path, content);
        if (isExecutable)
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var error = Assert.Throws<SandboxException>(() => BubblewrapPrograms.Version(path));
        Assert.StartsWith($"{path} is installed but cannot be run, so nothing was run: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", error.Message, StringComparison.Ordinal);
    }
}
