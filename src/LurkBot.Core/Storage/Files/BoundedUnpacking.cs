using System.IO.Compression;

namespace LurkBot.Storage;

/// <summary>Unpacks gzip (RFC 1952), and refuses what unpacks to far more than sessions do: a file made to fill memory or disk.</summary>
/// <param name="packed">What is unpacked; It is left open. Where its position is not known, the size alone is bounded.</param>
internal sealed class BoundedUnpacking(Stream packed) : Stream
{
    /// <summary>So much may come of anything.</summary>
    private const long Free = 64L << 20;

    /// <summary>Beyond that, so many bytes of each packed one; text packs to a tenth, the format cannot do better than a thousandth.</summary>
    private const long Factor = 100;

    private readonly GZipStream gzip = new(packed, CompressionMode.Decompress, leaveOpen: true);
    private readonly long start = packed.CanSeek ? packed.Position : 0;
    private long total;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => total;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(gzip.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Count(gzip.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await gzip.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            gzip.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        total += read;
        return total <= Free || (packed.CanSeek ? total <= Factor * (packed.Position - start) : total <= Factor * Free)
            ? read
            : throw new InvalidDataException($"It unpacks to more than {Factor} times its size, which no session does.");
    }
}
