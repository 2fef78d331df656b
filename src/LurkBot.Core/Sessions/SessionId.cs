using System.Security.Cryptography;
using System.Text;

namespace LurkBot.Sessions;

/// <summary>The immutable name of a session: a UUID of version 7.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct SessionId(Guid Value)
{
    /// <summary>A new id.</summary>
    /// <param name="now">The moment of creation; its milliseconds are part of the id.</param>
    /// <returns>An id that no other session has.</returns>
    public static SessionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>The id of a session whose file carries none, the same in every process that looks at it.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="createdAt">When the session began.</param>
    /// <returns>An id made from both.</returns>
    public static SessionId Derive(SessionKey key, DateTimeOffset createdAt)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())).AsSpan(0, 16);
        var milliseconds = Math.Max(0, createdAt.ToUnixTimeMilliseconds());
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new SessionId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The moment of creation, to the millisecond, as the id tells it.</summary>
    /// <value>1970 for an id that tells none.</value>
    public DateTimeOffset CreatedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            var milliseconds = 0L;
            foreach (var part in bytes[..6])
                milliseconds = (milliseconds << 8) | part;
            return bytes[6] >> 4 == 7 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.UnixEpoch;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
