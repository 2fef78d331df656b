using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Configuration;

namespace LurkBot.Tests.Documentation;

/// <summary>docs/configuration.md says what the catalogue says. To write it anew: LURKBOT_WRITE_DOCS=1.</summary>
public sealed class ConfigurationPageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "configuration.md");

    [Fact]
    public async Task Page_IsWhatTheCatalogueSays()
    {
        var generated = ConfigurationPage.Of(Host.Settings);
        if (Environment.GetEnvironmentVariable("LURKBOT_WRITE_DOCS") is "1")
            await File.WriteAllTextAsync(Page, generated);
        Assert.Equal(generated, (await File.ReadAllTextAsync(Page)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Example_AsConfigJson_IsAcceptedAndChangesNothing()
    {
        using var home = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(home.Path, "config.json"), ConfigurationPage.Example(Host.Settings));
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path };
        var loaded = ConfigurationLoader.Load(environment, Host.Settings);
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Assert.All(loaded.Values.Where(value => value.Definition.Name is not "LURKBOT_HOME"), value => Assert.Equal(value.Definition.Default, value.Value, ignoreCase: true));
    }
}
