using System.Text;
using LurkBot.Context;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Reads attached files where a context names their blobs.</summary>
/// <param name="session">Keeps the blobs.</param>
internal sealed class AttachmentBytes(IStoredSession session)
{
    private readonly Dictionary<Uri, AIContent> read = [];

    /// <summary>The messages with the bytes in them.</summary>
    /// <param name="messages">Messages of a context.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<List<ChatMessage>> FillAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var list = messages.ToList();
        for (var i = 0; i < list.Count; i++)
        {
            if (!list[i].Contents.Any(IsBlob))
                continue;
            var contents = new List<AIContent>();
            foreach (var content in list[i].Contents)
                contents.Add(IsBlob(content) ? await ReadAsync((UriContent)content, cancellationToken) : content);
            list[i] = new ChatMessage(list[i].Role, contents) { AuthorName = list[i].AuthorName, MessageId = list[i].MessageId };
        }

        return list;
    }

    private static bool IsBlob(AIContent content) => content is UriContent { Uri.Scheme: AttachedContents.Scheme };

    /// <summary>A file's content; read once in a turn, however often the model is asked.</summary>
    private async Task<AIContent> ReadAsync(UriContent named, CancellationToken cancellationToken)
    {
        if (read.TryGetValue(named.Uri, out var known))
            return known;
        var name = named.AdditionalProperties?[AttachedContents.NameProperty] as string ?? "file";
        var kind = named.HasTopLevelMediaType("image") ? "image" : "file";
        try
        {
            return read[named.Uri] = await session.ReadBlobAsync(named.Uri.AbsolutePath, cancellationToken) is not { } bytes ? new TextContent($"[The {kind} {name} is no longer there.]\n")
                : named.HasTopLevelMediaType("image") ? new DataContent(bytes, named.MediaType)
                : new TextContent($"File {name}:\n{Encoding.UTF8.GetString(bytes.Span)}\n\n");
        }
        catch (SessionDamagedException)
        {
            return read[named.Uri] = new TextContent($"[The {kind} {name} is damaged.]\n");
        }
    }
}
