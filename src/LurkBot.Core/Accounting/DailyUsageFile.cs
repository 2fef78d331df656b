using LurkBot.Sessions;

namespace LurkBot.Accounting;

/// <summary>What is known of one day's ledger file; reads only what was added since.</summary>
/// <param name="path">The file.</param>
internal sealed class DailyUsageFile(string path)
{
    /// <summary>Begins with a name of its own, so that a file that was deleted and made anew is seen to be another one.</summary>
    private const int HeaderLength = 50;

    private readonly HashSet<(SessionId Session, long Entry)> seen = [];
    private readonly List<ModelCall> calls = [];
    private byte[] header = [];
    private long position;

    /// <summary>The calls of the day, each once.</summary>
    public IReadOnlyList<ModelCall> Calls => calls;

    /// <summary>Whether all calls of the day are in, those from before the file was made too.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>A first line.</summary>
    public static byte[] NewHeader() => System.Text.Encoding.ASCII.GetBytes($"{{\"ledger\":\"{Guid.NewGuid():D}\"}}\n");

    /// <summary>Whether a call is in.</summary>
    public bool Has(ModelCall call) => seen.Contains((call.Session, call.Entry));

    /// <summary>Adds a call that only this process knows of.</summary>
    public void Add(ModelCall call)
    {
        if (seen.Add((call.Session, call.Entry)))
            calls.Add(call);
    }

    /// <summary>Reads what was added to the file.</summary>
    public void Refresh()
    {
        if (!File.Exists(path))
        {
            Forget([]);
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var first = new byte[HeaderLength];
        if (file.ReadAtLeast(first, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            first = [];
        if (first.Length == 0 || file.Length < position || !first.AsSpan().SequenceEqual(header))
            Forget(first);
        if (file.Length <= position)
            return;
        file.Position = position;
        var added = new byte[file.Length - position];
        var bytes = added.AsSpan(0, file.ReadAtLeast(added, added.Length, throwOnEndOfStream: false));
        // What has no end yet is being written.
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            if (DailyUsageLine.TryRead(bytes[..end]) is { } line)
                Take(line);
            bytes = bytes[(end + 1)..];
            position += end + 1;
        }
    }

    private void Take(DailyUsageLine line)
    {
        IsComplete |= line.IsComplete;
        if (line.Call is { } call)
            Add(call);
    }

    private void Forget(byte[] first)
    {
        seen.Clear();
        calls.Clear();
        (header, position, IsComplete) = (first, 0, false);
    }
}
