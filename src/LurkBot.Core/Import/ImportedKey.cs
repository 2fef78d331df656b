using System.Security.Cryptography;
using System.Text;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>The keys of sessions that come from other programs.</summary>
internal static class ImportedKey
{
    /// <summary>A key made of a program's name and its own id of the conversation.</summary>
    /// <param name="channel">The program.</param>
    /// <param name="id">Its id; null when the file tells none.</param>
    /// <param name="fallback">What stands for the id when it cannot be used, the same at each import.</param>
    /// <param name="type">Who takes part.</param>
    /// <param name="notes">Told when the id is not used as it is.</param>
    public static SessionKey Create(string channel, string? id, string fallback, SessionType type, ImportNotes notes)
    {
        if (!string.IsNullOrEmpty(id) && SessionKey.TryParse($"{channel}:{id}:{type.ToText()}", out var key, out _))
            return key;
        notes.Add(string.IsNullOrEmpty(id) ? "conversations without an id, named after a hash" : "conversation ids that cannot be part of a key, replaced by a hash");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.IsNullOrEmpty(id) ? fallback : id));
        return SessionKey.Create(channel, Convert.ToHexStringLower(hash.AsSpan(0, 8)), type);
    }
}
