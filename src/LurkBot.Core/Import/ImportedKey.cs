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
        return SessionKey.Create(channel, Mark(string.IsNullOrEmpty(id) ? fallback : id, bytes: 8), type);
    }

    /// <summary>A few letters that stand for a text, to tell conversations without an id apart.</summary>
    public static string Mark(string text, int bytes = 4) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
