using System.Buffers;
using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>Keeps the first bytes of a stream and counts the others.</summary>
/// <param name="maximum">How many are kept.</param>
internal sealed class CappedBytes(int maximum)
{
    private readonly ArrayBufferWriter<byte> kept = new();

    /// <summary>All that came.</summary>
    public long Total { get; private set; }

    public bool IsCut => Total > kept.WrittenCount;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        kept.Write(bytes[..Math.Min(bytes.Length, maximum - kept.WrittenCount)]);
        Total += bytes.Length;
    }

    public ReadOnlyMemory<byte> Bytes() => kept.WrittenMemory;

    public string Text() => Encoding.UTF8.GetString(kept.WrittenSpan).Trim();
}
