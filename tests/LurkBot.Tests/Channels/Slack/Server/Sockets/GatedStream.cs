namespace LurkBot.Tests.Channels;

/// <summary>The stream under a WebSocket. It sends pings, and it can go silent: nothing comes or goes any more, and the connection looks open.</summary>
internal sealed class GatedStream(Stream inner) : Stream
{
    private static readonly byte[] Ping = [0x89, 0x00];
    private readonly SemaphoreSlim writing = new(1);

    /// <summary>Whether it is silent.</summary>
    public bool IsSilent { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task PingAsync() => WriteAsync(Ping).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            // The end is the end, even of a silent connection.
            if (!IsSilent || count == 0)
                return count;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsSilent)
            return;
        await writing.WaitAsync(cancellationToken);
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            writing.Dispose();
        base.Dispose(disposing);
    }
}
