using System.IO.Compression;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>
/// Whatever bytes a session file has: its readers end, throw only what callers know, and take memory in proportion to the file. Ten
/// minutes in the long tier.
/// </summary>
public sealed class SessionReaderFuzzTests : IDisposable
{
    /// <summary>What a reader may allocate: so much, and so many bytes for each byte of the file.</summary>
    private const long AllocatedAlways = 4 << 20;
    private const long AllocatedForAByte = 400;

    private const int Properties = 3;

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Invariant06_AnyBytes_EveryReaderEndsAndThrowsOnlyWhatIsKnown() => Fuzzing.Run(Properties, random =>
    {
        var document = DamagedDocument.Next(random);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var line in Lines(document))
        {
            Known<LurkBotException>(() => SessionDocumentReader.ReadHead(line));
            Assert.Null(Record.Exception(() => SessionDocumentReader.ReadTrailer(line)));
            Assert.Null(Record.Exception(() => EntryLines.TryRead(line)));
            Assert.Null(Record.Exception(() => EntryLines.TryReadIds(line, out _, out _)));
        }

        Assert.Null(Record.Exception(() => EntryLines.HasEntryAfter(document, 1)));
        Assert.Null(Record.Exception(() => SessionSalvage.Read(document)));
        Assert.Null(Record.Exception(() => SessionCheck.Look(document)));
        Known<JsonException>(() => SessionDocument.ReadForeign(document));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < AllocatedAlways + (AllocatedForAByte * document.Length), $"{allocated} bytes for a document of {document.Length}");
    });

    [Fact]
    public void Invariant06_AnyBytesOnTheDisk_TheStoreListsReadsOrReportsAndGoesOn() => Fuzzing.Run(Properties, random =>
    {
        var store = new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        Directory.CreateDirectory(store.Folder);
        var path = Path.Combine(store.Folder, SessionFileName.For(DamagedDocument.Key));
        var document = DamagedDocument.Next(random);
        File.WriteAllBytes(path, document);
        var listing = store.ListAsync(default).AsTask().GetAwaiter().GetResult();
        Assert.Equal(1, listing.Sessions.Count + listing.Problems.Count);
        IReadOnlyList<Entry>? entries = null;
        Known<LurkBotException>(() => entries = Read(store));
        if (entries is not null)
        {
            // What can be read can be continued, and every reader of JSON reads it then.
            Known<LurkBotException>(() =>
            {
                using var session = (FileSession)store.OpenAsync(DamagedDocument.Key, default).AsTask().GetAwaiter().GetResult()!;
                var added = session.Append([new UserEntry { Content = "more" }]);
                Assert.Equal([.. entries.Select(entry => entry.Content), "more"], session.Entries().Select(entry => entry.Content));
                Assert.Equal(added[0].Id, session.ReadNewestAsync(1, default).AsTask().GetAwaiter().GetResult()[0].Id);
                using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 1100 });
                Assert.Equal(entries.Count + 1, json.RootElement.GetProperty("messages").GetArrayLength());
            });
        }

        File.Delete(path);
    });

    [Fact]
    public void Invariant06_AnyBytesInAnArchive_AreListedUnpackedOrReported() => Fuzzing.Run(Properties, random =>
    {
        var path = Path.Combine(home.Path, "cli_fuzz_main.json.gz");
        using var packed = new MemoryStream();
        if (random.Next(2) == 0)
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(DamagedDocument.Next(random));
        }
        else
        {
            var document = DamagedDocument.Next(random);
            if (document.Length > 0)
                ArchiveFile.Pack(document, packed);
        }

        var bytes = packed.ToArray();
        for (var i = random.Next(3); i > 0 && bytes.Length > 0; i--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bytes[..(random.Next(4) == 0 ? random.Next(bytes.Length + 1) : bytes.Length)]);
        Known<LurkBotException>(() => ArchiveFile.ReadInfo(path));
        Known<LurkBotException>(() => ArchiveFile.UnpackSound(path));
        Assert.Null(Record.Exception(() => ArchiveFile.UnpackWhatCanBe(path)));
    });

    private static IReadOnlyList<Entry>? Read(FileSessionStore store)
    {
        using var session = (FileSession?)store.OpenAsync(DamagedDocument.Key, default).AsTask().GetAwaiter().GetResult();
        return session?.Entries();
    }

    private static void Known<T>(Action read)
        where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
            // That is how it says no.
        }
    }

    private static List<byte[]> Lines(byte[] document)
    {
        var lines = new List<byte[]>();
        foreach (var range in document.AsSpan().Split((byte)'\n'))
        {
            var line = document.AsSpan()[range];
            lines.Add(line.ToArray());
            lines.Add([.. line, (byte)'\n']);
        }

        return lines;
    }
}
