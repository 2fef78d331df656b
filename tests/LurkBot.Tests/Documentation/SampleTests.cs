using System.IO.Compression;

namespace LurkBot.Tests.Documentation;

/// <summary>The samples are programs of their own: they have the package, built from here, and nothing else of the repository's.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task ForeignAgent_WithThePackageOnly_RemembersAcrossProcesses()
    {
        var feed = Path.Combine(work.Path, "feed");
        await RunAsync("pack", Path.Combine(Repository.Root, "src", "LurkBot.Core"), "--no-build", "--configuration", Configuration, "--output", feed);
        await using (var package = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(feed, "*.nupkg"))))
            Assert.Contains(package.Entries, entry => string.Equals(entry.FullName, "README.md", StringComparison.Ordinal));

        var sample = Directory.CreateDirectory(Path.Combine(work.Path, "sample")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "ForeignAgent")))
            File.Copy(file, Path.Combine(sample, Path.GetFileName(file)));
        // A package folder of its own, so that no later build finds this one's package; what else is needed is there already.
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await RunAsync("build", sample, "-p:RestoreAdditionalProjectSources=" + feed, "-p:RestorePackagesPath=" + Path.Combine(work.Path, "packages"), "-p:RestoreFallbackFolders=" + known);

        var program = Path.Combine(sample, "bin", "Debug", "net10.0", "ForeignAgent.dll");
        var home = Path.Combine(work.Path, "home");
        Assert.Equal("That is message 1. The first was: My name is Ann.\n", await RunAsync(program, home, "My name is Ann."));
        Assert.Equal("That is message 2. The first was: My name is Ann.\n", await RunAsync(program, home, "And now?"));
    }

    /// <summary>The one that the suite was built with.</summary>
    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", arguments, ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("MSBUILDDISABLENODEREUSE", "1"));
        var (code, output, error) = await process.FinishAsync();
        Assert.True(code == 0, output + error);
        return output;
    }
}
