using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>The mark by which Discord knows a part that it has already (RULES LE6, CHANNELS D21). Pure.</summary>
internal static class DiscordNonce
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Length = 24;

    /// <summary>The nonce of a part: 24 characters of base32 of a hash of its session, entry and number, and of what it is a part of.</summary>
    /// <remarks>What a preview is a part of can change; its row cannot.</remarks>
    /// <param name="part">The part; the same part has the same nonce in every process.</param>
    public static string Of(OutboundRecord part)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part.Session?.Value:N}\n{part.Entry}\n{(OutboxSender.IsPreview(part) ? "" : part.Delivery)}\n{(OutboxSender.IsPreview(part) ? part.Id : part.Part)}")));
        return string.Create(Length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var bit = i * 5;
                var two = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
                text[i] = Alphabet[(two >> (11 - (bit % 8))) & 31];
            }
        });
    }
}
