using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Import;

/// <summary>A home to import into, and a folder with files to import.</summary>
internal sealed class ImportHome : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder files = new();

    public ImportHome() => Store = new FileSessionStore(home.Path, TimeProvider.System);

    public FileSessionStore Store { get; }

    public string Files => files.Path;

    public string Write(string name, string content)
    {
        var path = Path.Combine(files.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public string Write(string name, byte[] content)
    {
        var path = Write(name, "");
        File.WriteAllBytes(path, content);
        return path;
    }

    public Task<List<ImportStep>> ImportAsync(params string[] paths) => RunAsync(new ImportOptions(), paths);

    public async Task<List<ImportStep>> RunAsync(ImportOptions options, params string[] paths)
    {
        var steps = new List<ImportStep>();
        await foreach (var step in new SessionImporter(Store, options).ImportAsync(paths.Length == 0 ? [Files] : paths, default))
            steps.Add(step);
        return steps;
    }

    /// <summary>The one step of an import that must have made a session.</summary>
    public async Task<(ImportStep Step, IReadOnlyList<Entry> Entries)> ImportOneAsync(string path)
    {
        var step = Assert.Single(await ImportAsync(path));
        Assert.True(step.Action == ImportAction.Created, step.Message);
        return (step, await EntriesAsync(step.Key!));
    }

    public Task<IReadOnlyList<Entry>> EntriesAsync(string key) => EntriesAsync(SessionKey.Parse(key));

    public async Task<IReadOnlyList<Entry>> EntriesAsync(SessionKey key)
    {
        await using var session = await Store.OpenAsync(key, default);
        Assert.NotNull(session);
        return await session.ReadAllAsync(default);
    }

    /// <summary>All files are sound, and in those of other programs every call has exactly one result, in its turn.</summary>
    public async Task AssertSoundAsync()
    {
        Assert.All(Store.Verify(null, default), report => Assert.Empty(report.Problems));
        foreach (var info in (await Store.ListAsync(default)).Sessions)
        {
            var entries = await EntriesAsync(info.Key);
            var calls = entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls.Select(call => (call.Id, entry.Turn))).ToList();
            // What damage took out of our own documents stays out; the context closes such calls.
            if (info.Key.Channel is "claude-code" or "chatgpt" or "pi" or "openclaw")
                Assert.Equal(calls.Order(), entries.OfType<ToolEntry>().Select(entry => (entry.ToolCallId, entry.Turn)).Order());
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(id => (long)id), entries.Select(entry => entry.Id));
        }
    }

    public void Dispose()
    {
        home.Dispose();
        files.Dispose();
    }
}
