using LurkBot.Entries;
using LurkBot.Import;

namespace LurkBot.Tests.Import;

/// <summary>Each format takes its own files and no others, and all that was said in them.</summary>
public sealed class ImportFormatsTests : IDisposable
{
    private readonly ImportHome home = new();

    public static TheoryData<int> Samples => [.. Enumerable.Range(0, FormatSamples.All.Count)];

    public void Dispose() => home.Dispose();

    [Fact]
    public void All_HaveASample() => Assert.Equal(ImportFormats.All.Select(format => format.Name).Order(), FormatSamples.All.Select(sample => sample.Format).Distinct().Order());

    [Theory]
    [MemberData(nameof(Samples))]
    public void Recognizes_Sample_OnlyItsOwnFormat(int which)
    {
        var sample = FormatSamples.All[which];
        var look = ImportSample.Of(sample.Write(home, "x"));
        // OpenClaw's transcripts are pi's; where they stand makes the difference, and OpenClaw is asked first.
        Assert.Equal(sample.Format is "openclaw" ? ["openclaw", "pi"] : [sample.Format], ImportFormats.All.Where(format => format.Recognizes(look)).Select(format => format.Name));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Import_Sample_HoldsAllThatWasSaidOnceAndAgainNothingNew(int which)
    {
        var sample = FormatSamples.All[which];
        var path = sample.Write(home, "x");
        var steps = await home.ImportAsync(path);
        Assert.All(steps, step => Assert.True(step.Action == ImportAction.Created, $"{step.Action} {step.Message}"));
        Assert.Equal(sample.Keys, steps.Select(step => Named(step.Key!.ToString(), sample)));
        var (texts, forks) = (new List<string>(), 0);
        foreach (var step in steps)
        {
            var entries = await home.EntriesAsync(step.Key!);
            var fork = entries.ToList().FindIndex(entry => entry is StateEntry { ForkedFrom: not null });
            forks += fork < 0 ? 0 : 1;
            texts.AddRange(entries.Skip(fork + 1).Where(entry => entry.IsMessage && entry.Content.Length > 0).Select(entry => entry.Content));
        }

        Assert.Equal(sample.Said.Length, texts.Count);
        Assert.All(sample.Said, said => Assert.Contains(texts, text => text.Contains(said, StringComparison.Ordinal)));
        Assert.Equal(sample.Keys.Count(key => key.Contains('~', StringComparison.Ordinal)), forks);
        await home.AssertSoundAsync();
        Assert.All(await home.ImportAsync(path), step => Assert.Equal(ImportAction.Present, step.Action));
    }

    [Fact]
    public async Task Import_FolderOfAllSamples_GivesWhatEachGivesAlone()
    {
        for (var i = 0; i < FormatSamples.All.Count; i++)
            FormatSamples.All[i].Write(home, $"{i:D2}");
        var steps = await home.ImportAsync();
        Assert.DoesNotContain(steps, step => step.Action == ImportAction.Failed);
        Assert.Equal(FormatSamples.All.SelectMany(sample => sample.Keys.Select(key => Named(key, sample))).Order(), steps.Where(step => step.Key is not null).Select(step => Named(step.Key!.ToString(), FormatSamples.All.First(sample => sample.Format == step.Format && step.File.EndsWith(sample.Path, StringComparison.Ordinal)))).Order());
    }

    [Theory]
    [InlineData("chatgpt")]
    [InlineData("claude-ai")]
    [InlineData("deepseek")]
    [InlineData("slack")]
    public async Task Import_Archive_IsWhatItsFolderIs(string format)
    {
        var sample = FormatSamples.All.Single(sample => sample.Format == format);
        var steps = await home.ImportAsync(sample.WriteArchive(home, "export.zip"));
        Assert.Equal(sample.Keys, steps.Where(step => step.Action == ImportAction.Created).Select(step => step.Key!.ToString()));
        Assert.Equal(sample.Keys.Length, steps.Count);
    }

    /// <summary>Where the export has no id, a few letters of a hash stand behind the file's name.</summary>
    private static string Named(string key, FormatSample sample) =>
        key.Split('-') is [.. var first, var last] && sample.Path is "list.json" or "log.jsonl" or "checkpoint-idea.json" or "checkpoint-old.json" ? string.Join('-', first) + "-" + (last.Length > 0 ? ":main" : "") : key;
}
