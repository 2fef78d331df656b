using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>Maps OpenClaw's session keys to ours.</summary>
internal static class OpenClawKey
{
    /// <summary>Reads a key such as <c>agent:main:telegram:group:-100:topic:42</c>.</summary>
    /// <param name="name">OpenClaw's key.</param>
    /// <param name="id">The transcript's own id.</param>
    /// <param name="notes">Told when channel and chat cannot be told.</param>
    public static SessionKey Read(string name, string? id, ImportNotes notes)
    {
        var parts = name.Split(':');
        if (parts is ["agent", _, var channel, var kind, var chat, .. var rest] && TypeOf(kind) is { } type && chat.Length > 0)
        {
            var thread = rest is ["topic" or "thread", var part] ? part : null;
            var text = thread is null ? $"{channel}:{chat}:{type.ToText()}" : $"{channel}:{Escape(chat)}/{Escape(thread)}:topic";
            if ((rest.Length == 0 || thread is not null) && SessionKey.TryParse(text, out var key, out _))
                return key;
        }

        notes.Add("transcripts whose channel and chat OpenClaw's key does not tell, kept under OpenClaw's own id");
        // Whoever else may have taken part must not get the owner's trust.
        var other = parts switch
        {
            ["agent", _, "subagent", ..] => SessionType.Subagent,
            _ when parts.Contains("group", StringComparer.Ordinal) || parts.Contains("channel", StringComparer.Ordinal) || parts.Contains("room", StringComparer.Ordinal) => SessionType.Group,
            ["agent", _, "main"] or ["main"] => SessionType.Main,
            _ when parts.Contains("direct", StringComparer.Ordinal) || parts.Contains("dm", StringComparer.Ordinal) => SessionType.Dm,
            _ => SessionType.Group,
        };
        return ImportedKey.Create("openclaw", id, name, other, notes);
    }

    private static SessionType? TypeOf(string kind) => kind switch
    {
        "group" or "channel" or "room" => SessionType.Group,
        "direct" or "dm" => SessionType.Dm,
        _ => null,
    };

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}
