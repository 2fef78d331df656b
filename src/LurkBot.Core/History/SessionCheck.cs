using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Looks at a session's whole document: layout, entries, ids, and whether the trailer says what the entries say.</summary>
internal static class SessionCheck
{
    /// <summary>What is wrong with a document in the line layout.</summary>
    /// <param name="document">The whole file.</param>
    /// <returns>One sentence for each problem, the session's key where the head gives it.</returns>
    public static (SessionKey? Key, IReadOnlyList<string> Problems) Look(ReadOnlyMemory<byte> document)
    {
        var bytes = document.Span;
        var headEnd = bytes.IndexOf((byte)'\n');
        SessionHead? head;
        try
        {
            head = headEnd < 0 ? null : SessionDocumentReader.ReadHead(bytes[..headEnd]);
        }
        catch (LurkBotException e)
        {
            return (null, [e.Message]);
        }

        if (head is null)
            return LookForeign(document);
        var problems = new List<string>();
        var body = bytes[headEnd..];
        var (entries, sound) = SessionLines.ReadSound(body);
        var lastId = 0L;
        foreach (var entry in entries)
        {
            if (entry.Id != lastId + 1)
                problems.Add(entry.Id == lastId + 2 ? $"Entry {lastId + 1} is missing." : $"Entries {lastId + 1} to {entry.Id - 1} are missing.");
            lastId = entry.Id;
        }

        var rest = body[sound..];
        if (rest.Length < 2 || rest[0] != (byte)'\n' || SessionDocumentReader.ReadTrailer(rest[1..]) is not { } trailer)
            problems.Add(SessionLines.HasEntryAfter(rest, lastId) ? $"What follows entry {lastId} is damaged." : $"The end behind entry {lastId} is torn.");
        else if (!trailer.Matches(SessionTally.Of(head.CreatedAt, entries)))
            problems.Add("The last line does not sum up the entries.");
        return (head.Key, problems);
    }

    private static (SessionKey? Key, IReadOnlyList<string> Problems) LookForeign(ReadOnlyMemory<byte> document)
    {
        try
        {
            return (SessionDocument.ReadForeign(document).Head.Key, []);
        }
        catch (JsonException e)
        {
            return (null, [$"It is no session document: {e.Message}"]);
        }
    }
}
