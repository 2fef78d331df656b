using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A file in the workspace. A size may be declared that the content does not have, to stand for a large file.</summary>
internal sealed class WorkspaceFile(string id, string name, string mimeType, long size)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string MimeType { get; } = mimeType;

    public long Size { get; } = size;

    public string Title { get; set; } = name;

    /// <summary>The user who uploaded it.</summary>
    public string? Owner { get; set; }

    /// <summary>The bytes; null until they were uploaded.</summary>
    public byte[]? Content { get; set; }

    /// <summary>The time of the upload.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Whether an app completed the upload.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Whether events hold a stub that <c>files.info</c> must complete, as for files of another workspace.</summary>
    public bool IsStub { get; init; }

    /// <summary>The messages that share it.</summary>
    public List<WorkspaceMessage> Shares { get; } = [];

    /// <summary>The file object.</summary>
    /// <param name="root">The address of the server.</param>
    /// <param name="isFull">Whether it is that of <c>files.info</c>.</param>
    public JsonObject ToJson(string root, bool isFull = false)
    {
        if (IsStub && !isFull)
            return new JsonObject { ["id"] = Id, ["mode"] = "file_access", ["file_access"] = "check_file_info" };
        var json = new JsonObject
        {
            ["id"] = Id,
            ["created"] = Created.ToUnixTimeSeconds(),
            ["timestamp"] = Created.ToUnixTimeSeconds(),
            ["name"] = Name,
            ["title"] = Title,
            ["mimetype"] = MimeType,
            ["filetype"] = Path.GetExtension(Name).TrimStart('.'),
            ["user"] = Owner,
            ["size"] = Size,
            ["mode"] = "hosted",
            ["is_external"] = false,
            ["is_public"] = Shares.Exists(share => share.Channel.Kind == ConversationKind.Public),
            ["file_access"] = "visible",
            ["url_private"] = $"{root}/files-pri/{Id}/{Uri.EscapeDataString(Name)}",
            ["url_private_download"] = $"{root}/files-pri/{Id}/download/{Uri.EscapeDataString(Name)}",
            ["permalink"] = $"{root}/files/{Id}",
        };
        if (!isFull)
            return json;
        var (open, hidden) = (new JsonObject(), new JsonObject());
        foreach (var channel in Shares.GroupBy(share => share.Channel))
        {
            var there = new JsonArray([.. channel.Select(share => (JsonNode)new JsonObject { ["ts"] = share.Ts, ["thread_ts"] = share.ThreadTs, ["channel_name"] = channel.Key.Name })]);
            (channel.Key.Kind == ConversationKind.Public ? open : hidden)[channel.Key.Id] = there;
        }

        json["shares"] = new JsonObject { ["public"] = open, ["private"] = hidden };
        return json;
    }
}
