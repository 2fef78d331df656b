using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>Real processes on real files.</summary>
public sealed partial class FileSessionProcessTests : IDisposable
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
    public async Task Invariant12_EightProcessesAppendWhileOthersRead_NobodySeesDamage()
    {
        var store = new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { RepairsTornEnds = false });
        await using (await store.OpenOrCreateAsync(Key, default))
        {
        }

        var processes = Enumerable.Range(0, 8).Select(_ => Append(1000, 500)).ToList();
        var writing = Task.WhenAll(processes.Select(process => process.FinishAsync()));
        var reads = 0;
        while (!writing.IsCompleted)
        {
            var listing = await store.ListAsync(default);
            Assert.Empty(listing.Problems);
            await using var session = await store.OpenAsync(Key, default);
            var entries = await session!.ReadNewestAsync(50, default);
            Assert.True(entries.Zip(entries.Skip(1)).All(pair => pair.Second.Id == pair.First.Id + 1));
            reads++;
        }

        Assert.All(await writing, result => Assert.Equal((0, ""), (result.Code, result.Error)));
        Assert.True(reads > 10);
        Assert.Equal(Enumerable.Range(1, 8000).Select(id => (long)id), (await ReadAsync()).Select(entry => entry.Id));
        processes.ForEach(process => process.Dispose());
    }

    /// <summary>In the suite ten rounds; with <c>./eng/test.sh --long</c> two hundred, of 10,000 entries to begin with and up to 1 MB each.</summary>
    [Fact]
    public async Task Invariant01_KillDuringAppend_NoAcknowledgedEntryLost()
    {
        var acknowledged = 0L;
        if (LongTests.Enabled)
        {
            await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(Key, default);
            acknowledged = (await session.AppendAsync([.. Enumerable.Range(0, 10_000).Select(i => new UserEntry { Content = $"message {i}" })], default))[^1].Id;
        }

        var random = new Random(4711);
        foreach (var wait in LongTests.Enabled ? Enumerable.Range(0, 200).Select(_ => random.Next(1, 7)) : [1, 3, 10, 30, 100, 7, 50, 2, 20, 5])
        {
            using var process = Append(100_000, LongTests.Enabled ? 1_000_000 : 5000);
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
        var script = $"mount -t tmpfs -o size=256k none '{home.Path}' && {{ dotnet '{ChildProcess.Suite}' --append '{home.Path}' {Key} 100000 5000; cp '{Document}' \"$1\"; }}";
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

    /// <summary>
    /// What the store asks of the disk is recorded by <c>strace</c>. A power cut keeps what was synced, and of what was not any
    /// set of sectors, with the file's new length or the old one.
    /// </summary>
    [Fact]
    public async Task Invariant01_PowerCutAtAnyMoment_EveryAcknowledgedEntryIsThere()
    {
        await using (await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(Key, default))
        {
        }

        var disk = await File.ReadAllBytesAsync(Document);
        var trace = Path.Combine(home.Path, "trace");
        using var process = ChildProcess.Start("strace", ["-f", "-qq", "-xx", "-s", "100000", "-P", Document, "-e", "trace=pwrite64,fdatasync,fsync,ftruncate", "-o", trace, "dotnet", .. Appending(12, 4000)]);
        Assert.Equal(0, (await process.FinishAsync()).Code);

        var (acknowledged, states) = (0, 0);
        var pending = new List<(byte[] Bytes, long Offset)>();
        foreach (var line in await File.ReadAllLinesAsync(trace))
        {
            if (Write().Match(line) is { Success: true } write)
            {
                var hex = write.Groups["bytes"].Value.Replace("\\x", "", StringComparison.Ordinal);
                pending.Add((Convert.FromHexString(hex), long.Parse(write.Groups["offset"].Value, CultureInfo.InvariantCulture)));
            }
            else if (line.Contains("fdatasync(", StringComparison.Ordinal))
            {
                // One write is one append, and it is acknowledged only behind its sync.
                var (bytes, offset) = Assert.Single(pending);
                foreach (var state in AfterPowerCut(disk, bytes, offset))
                {
                    await CheckAsync(state, acknowledged);
                    states++;
                }

                disk = [.. disk[..(int)offset], .. bytes];
                acknowledged++;
                pending.Clear();
            }
            else
            {
                Assert.DoesNotContain("ftruncate(", line, StringComparison.Ordinal);
            }
        }

        Assert.Equal(12, acknowledged);
        Assert.True(states > 100);
        Assert.Equal(disk, await File.ReadAllBytesAsync(Document));
    }

    [Fact]
    public async Task Append_FileReplacedByAnEditor_GoesToTheNewFile()
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(Key, default);
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

    private System.Diagnostics.Process Append(int count, int longest = 5000) => ChildProcess.Start("dotnet", Appending(count, longest));

    private string[] Appending(int count, int longest) =>
        [ChildProcess.Suite, "--append", home.Path, Key.ToString(), count.ToString(CultureInfo.InvariantCulture), longest.ToString(CultureInfo.InvariantCulture)];

    private static IEnumerable<byte[]> AfterPowerCut(byte[] disk, byte[] bytes, long offset)
    {
        const int Sector = 512;
        const int Most = 64;
        byte[] written = [.. disk[..(int)offset], .. bytes];
        var (first, count) = ((int)offset / Sector, ((written.Length - 1) / Sector) - ((int)offset / Sector) + 1);
        var random = new Random((int)offset);
        for (var i = 0; i < Math.Min(Most, 1 << Math.Min(count, 20)); i++)
        {
            var kept = count <= 6 ? i : random.Next(1 << count);
            var state = new byte[written.Length];
            disk.AsSpan(0, Math.Min(disk.Length, state.Length)).CopyTo(state);
            for (var sector = 0; sector < count; sector++)
            {
                var start = (first + sector) * Sector;
                var length = Math.Min(Sector, written.Length - start);
                if ((kept & (1 << sector)) != 0)
                    written.AsSpan(start, length).CopyTo(state.AsSpan(start));
            }

            yield return state;
            yield return state[..Math.Min(disk.Length, state.Length)];
        }
    }

    private static async Task CheckAsync(byte[] state, int acknowledged)
    {
        using var after = new TemporaryFolder();
        var store = new FileSessionStore(after.Path, TimeProvider.System);
        Directory.CreateDirectory(store.Folder);
        await File.WriteAllBytesAsync(Path.Combine(store.Folder, SessionFileName.For(Key)), state);
        await using var session = await store.OpenAsync(Key, default);
        var entries = await session!.ReadAllAsync(default);
        Assert.InRange(entries.Count, acknowledged, acknowledged + 1);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(id => (long)id), entries.Select(entry => entry.Id));
        await session.AppendAsync([new UserEntry { Content = "after" }], default);
        Assert.Equal(entries.Count + 1, (await session.ReadAllAsync(default)).Count);
    }

    [GeneratedRegex("""pwrite64\([^"]*"(?<bytes>(\\x[0-9a-f]{2})*)", \d+, (?<offset>\d+)\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Write();

    private async Task<IReadOnlyList<Entry>> ReadAsync()
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(Key, default);
        return await session!.ReadAllAsync(default);
    }
}
