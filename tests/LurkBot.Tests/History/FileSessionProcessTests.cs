using System.Globalization;
using System.Text.Json;
using CsCheck;
using LurkBot.History;
using LurkBot.Sessions;

namespace LurkBot.Tests.History;

/// <summary>Real processes on real files.</summary>
public sealed class FileSessionProcessTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:shared:main");
    private readonly TemporaryFolder home = new();

    private string Document => Path.Combine(home.Path, "sessions", SessionFileName.For(Key));

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Invariant12_TwoProcessesAppendAThousandEach_AllAreThereInOrder()
    {
        var processes = Enumerable.Range(0, 2).Select(_ => Append(1000)).ToList();
        var results = await Task.WhenAll(processes.Select(process => process.FinishAsync()));
        Assert.All(results, result => Assert.Equal((0, ""), (result.Code, result.Error)));
        var entries = await ReadAsync();
        Assert.Equal(Enumerable.Range(1, 2000).Select(id => (long)id), entries.Select(entry => entry.Id));
        foreach (var process in processes)
        {
            Assert.Equal(1000, entries.Count(entry => entry.Content.StartsWith($"{process.Id}-", StringComparison.Ordinal)));
            process.Dispose();
        }
    }

    [Fact]
    public async Task Invariant01_KillDuringAppend_NoAcknowledgedEntryLost()
    {
        var acknowledged = 0L;
        foreach (var wait in new[] { 1, 3, 10, 30, 100, 7, 50, 2, 20, 5 })
        {
            using var process = Append(100_000);
            for (var i = 0; i < wait; i++)
                acknowledged = long.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            process.Kill();
            foreach (var line in (await process.StandardOutput.ReadToEndAsync()).Split('\n').SkipLast(1))
                acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
            await process.WaitForExitAsync();
            var entries = await ReadAsync();
            Assert.True(entries.Count >= acknowledged);
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(id => (long)id), entries.Select(entry => entry.Id));
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Document));
        }
    }

    [Fact]
    public async Task Append_DiskFull_SaysSoAndLeavesTheFileWhole()
    {
        // A disk of its own, in a namespace of its own: nothing is mounted for anybody else.
        var script = $"mount -t tmpfs -o size=256k none '{home.Path}' && {{ dotnet '{ChildProcess.Suite}' --append '{home.Path}' {Key} 100000; cp '{Document}' \"$1\"; }}";
        using var outside = new TemporaryFolder();
        var copy = Path.Combine(outside.Path, "copy.json");
        using var process = ChildProcess.Start("unshare", ["--mount", "--map-root-user", "sh", "-c", script, "sh", copy]);
        var (_, output, error) = await process.FinishAsync();
        Assert.Contains("Nothing was changed", error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(copy));
        var acknowledged = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.True(acknowledged > 10);
        Assert.Equal(acknowledged, document.RootElement.GetProperty("messages").GetArrayLength());
        Assert.Equal(acknowledged, document.RootElement.GetProperty("message_count").GetInt32());
    }

    [Fact]
    public async Task Append_FileReplacedByAnEditor_GoesToTheNewFile()
    {
        using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(Key, default);
        await session.AppendAsync([new UserEntry { Content = "old" }], default);
        var edited = (await File.ReadAllTextAsync(Document)).Replace("old", "new", StringComparison.Ordinal);
        File.Delete(Document);
        await File.WriteAllTextAsync(Document, edited);
        await session.AppendAsync([new UserEntry { Content = "more" }], default);
        Assert.Equal(["new", "more"], (await ReadAsync()).Select(entry => entry.Content));
    }

    [Fact]
    public void Invariant06_AnyBytesInTheFolder_NeverBreakTheListing()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        var pieces = new[]
        {
            "{\"key\":\"cli:shared:main\",", "\"created_at\":\"2026-01-01T00:00:00Z\",", "\"format\":1,\"id\":\"01a2152f-d5f5-771a-b60c-288f6852d362\",", "\"messages\":[", "\n",
            "{\"id\":1,\"role\":\"user\",\"content\":\"a\"}", ",", "]", ",\"updated_at\":\"2026-01-01T00:00:00Z\"", ",\"state\":\"active\",\"message_count\":1", ",\"metadata\":{\"tools_used\":[]}", "}\n", "\0", "\uFEFF", "null", "[[[[",
        };
        Gen.Int[0, pieces.Length - 1].Array[0, 16].Sample(picked =>
        {
            File.WriteAllText(Document, string.Concat(picked.Select(i => pieces[i])));
            var listing = store.ListAsync(default).AsTask().GetAwaiter().GetResult();
            Assert.Equal(1, listing.Sessions.Count + listing.Problems.Count);
        }, iter: 2000, threads: 1);
    }

    private System.Diagnostics.Process Append(int count) =>
        ChildProcess.Start("dotnet", [ChildProcess.Suite, "--append", home.Path, Key.ToString(), count.ToString(CultureInfo.InvariantCulture)]);

    private async Task<IReadOnlyList<Entry>> ReadAsync()
    {
        using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(Key, default);
        return await session!.ReadAllAsync(default);
    }
}
