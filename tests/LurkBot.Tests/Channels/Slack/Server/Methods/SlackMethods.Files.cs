using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class SlackMethods
{
    private JsonObject GetUploadUrl(SlackCall call)
    {
        var (name, length) = (call.Text("filename")!, call.Integer("length")!.Value);
        if (name.Length == 0 || length <= 0)
            throw SlackException.Arguments("must be greater than 0 [json-pointer:/length]");
        var file = new WorkspaceFile(world.NewId("F"), name, "application/octet-stream", length) { Created = world.Now, Owner = call.App.User.Id };
        world.Files[file.Id] = file;
        return new JsonObject { ["upload_url"] = $"{world.Root}/upload/v1/{file.Id}", ["file_id"] = file.Id };
    }

    private JsonObject CompleteUpload(SlackCall call)
    {
        var given = call.Array("files")!;
        if (given.Count == 0 || given.Any(item => item is not JsonObject || item["id"] is null))
            throw SlackException.Arguments("missing required field: id [json-pointer:/files/0]");
        var found = given.Select(item => (File: world.Files.GetValueOrDefault((string)item!["id"]!), Title: (string?)item["title"])).ToList();
        if (found.Exists(item => item.File is not { Content: not null, IsComplete: false } file || file.Owner != call.App.User.Id))
            throw new SlackException("file_not_found");
        WorkspaceChannel? channel = null;
        string? thread = null;
        if (call.Text("channel_id") is not null)
        {
            channel = Writable(call, "channel_id");
            thread = Thread(call, channel);
        }
        else if (call.Text("thread_ts") is not null)
        {
            throw SlackException.Arguments("missing required field: channel_id");
        }

        foreach (var (file, title) in found)
        {
            file!.IsComplete = true;
            file.Title = title ?? file.Title;
        }

        if (channel is not null)
        {
            var comment = call.Text("initial_comment") ?? "";
            // Beside a comment blocks are ignored.
            var blocks = comment.Length == 0 ? call.Array("blocks") : null;
            if (blocks is not null)
                SlackBlocks.Check(blocks);
            void Share()
            {
                var content = Bot(call.App, Cut(comment));
                if (blocks is not null)
                    content["blocks"] = SlackBlocks.Complete(blocks, world);
                ShareFiles(content, channel, [.. found.Select(item => item.File!)], thread);
            }

            if (world.HoldsShares)
                world.HeldShares.Add(Share);
            else
                Share();
        }

        return new JsonObject { ["files"] = new JsonArray([.. found.Select(item => (JsonNode)new JsonObject { ["id"] = item.File!.Id, ["title"] = item.File.Title })]) };
    }

    private JsonObject FileInfo(SlackCall call)
    {
        var file = world.Files.GetValueOrDefault(call.Text("file")!);
        if (file is null || !SlackFiles.IsVisible(file, call.App))
            throw new SlackException("file_not_found");
        return new JsonObject { ["file"] = file.ToJson(world.Root, isFull: true), ["comments"] = new JsonArray(), ["response_metadata"] = Cursor(null) };
    }

    /// <summary>Writes the message that shares files.</summary>
    public WorkspaceMessage ShareFiles(JsonObject content, WorkspaceChannel channel, IReadOnlyList<WorkspaceFile> files, string? thread)
    {
        content["subtype"] = "file_share";
        content["upload"] = false;
        content["files"] = new JsonArray([.. files.Select(file => (JsonNode)file.ToJson(world.Root))]);
        var message = world.Write(channel, content, thread);
        foreach (var file in files)
            file.Shares.Add(message);
        events.Said(message);
        return message;
    }
}
