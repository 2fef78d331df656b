using System.IO.Compression;
using System.Text.Json.Nodes;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Import;

/// <summary>Images and files of imported messages are kept with the session.</summary>
public sealed class ImportedFilesTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(FormatSamples.Png);

    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Import_DataUrls_AreKeptByTheirBytesAndNotByWhatTheyAreSaidToBe()
    {
        var (step, entries) = await home.ImportOneAsync(home.Write("m.json", Messages(
            Url($"data:image/png;base64,{FormatSamples.Png}"),
            Url($"data:image/jpeg;base64,{FormatSamples.Png}"),
            Url("data:image/png;base64,AAAA"),
            Url("data:image/png;base64,&&&"),
            Url("https://example.org/a.png"),
            """{"type":"file","file":{"filename":"../../etc/pass\u0000wd.pdf","file_data":"data:application/pdf;base64,JVBERi0xAA=="}}""",
            """{"type":"image","source":{"type":"base64","media_type":"image/webp","data":"%"}}""")));
        var user = Assert.IsType<UserEntry>(Assert.Single(entries));
        Assert.Equal([("image-1.png", "image/png"), ("image-2.png", "image/png"), ("file-3", "application/octet-stream"), ("pass_wd.pdf", "application/pdf")], user.Attachments.Select(file => (file.Name, file.MediaType)));
        Assert.Equal("[image: https://example.org/a.png]", user.Content);
        Assert.Equal(2, step.Notes["images and files whose data is damaged, not imported"]);
        await using var session = await home.Store.OpenAsync(step.Key!, default);
        Assert.Equal(Png, (await session!.ReadBlobAsync(user.Attachments[0].Blob, default))!.Value.ToArray());
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_FileThatGrew_BringsItsNewImages()
    {
        var path = home.Write("m.json", """{"id":"p","messages":[{"role":"user","content":"hi"}]}""");
        await home.ImportAsync(path);
        home.Write("m.json", $$$"""{"id":"p","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yes"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{FormatSamples.Png}}}"}}]}]}""");
        Assert.Equal(ImportAction.Extended, Assert.Single(await home.ImportAsync(path)).Action);
        await home.AssertSoundAsync();
        Assert.NotEmpty(Assert.IsType<UserEntry>((await home.EntriesAsync("messages:p:main"))[^1]).Attachments[0].Blob);
    }

    [Fact]
    public async Task Import_DryRun_KeepsNoFile()
    {
        await home.RunAsync(new ImportOptions { DryRun = true }, home.Write("m.json", Messages(Url($"data:image/png;base64,{FormatSamples.Png}"))));
        Assert.False(Directory.Exists(home.Store.Folder));
    }

    [Fact]
    public async Task Import_ToolResultWithImage_KeepsItAsTheResultsBlob()
    {
        var transcript = new ClaudeCodeTranscript().User("u1", "look").Assistant("a1", "m1", ClaudeCodeTranscript.Call("t1", "Shot", new JsonObject()))
            .User("r1", new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = "t1", ["content"] = new JsonArray(new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = FormatSamples.Png } }) }));
        var (_, entries) = await home.ImportOneAsync(home.Write("s.jsonl", transcript.ToString()));
        Assert.Equal(BlobHash.Of(Png), Assert.Single(entries.OfType<ToolEntry>()).Blob);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_ChatGptArchive_FindsImagesByTheirIds()
    {
        var export = new ChatGptExport().Message("u", "user", new JsonObject
        {
            ["content_type"] = "multimodal_text",
            ["parts"] = new JsonArray(
                new JsonObject { ["content_type"] = "image_asset_pointer", ["asset_pointer"] = "file-service://file-abc" },
                new JsonObject { ["content_type"] = "image_asset_pointer", ["asset_pointer"] = "sediment://file_0def" },
                new JsonObject { ["content_type"] = "image_asset_pointer", ["asset_pointer"] = "file-service://file-gone" },
                "See"),
        });
        var path = home.Write("export.zip", "");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            Add(zip, "conversations.json", System.Text.Encoding.UTF8.GetBytes(ChatGptExport.File(export)));
            Add(zip, "file-abc-photo of me.png", Png);
            Add(zip, "user-x/file_0def-sanitized.png", [.. Png, 1]);
            Add(zip, "file-abcd-other.png", [1]);
        }

        var (step, entries) = await home.ImportOneAsync(path);
        var files = Assert.IsType<UserEntry>(Assert.Single(entries)).Attachments;
        Assert.Equal([("file-abc-photo of me.png", Png.Length), ("file_0def-sanitized.png", Png.Length + 1), ("file", 0)], files.Select(file => (file.Name, (int)file.Size)));
        Assert.Equal([true, true, false], files.Select(file => file.Blob.Length > 0));
        Assert.Equal(["attached files that the export does not hold, only named: 1 (u)"], step.Skipped);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_TelegramPhotos_AreReadBesideTheFileAndNowhereElse()
    {
        home.Write("photos/a.jpg", Png);
        home.Write("files/big.bin", new byte[ImportedFiles.Largest + 1]);
        var outside = home.Write("../secret.txt".Replace("../", "", StringComparison.Ordinal), "secret");
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(Path.Combine(home.Files, "photos", "link.jpg"), outside);
        var messages = string.Join(',', new[] { "photos/a.jpg", "photos/gone.jpg", "../" + Path.GetFileName(home.Files) + "/photos/a.jpg", "/etc/hostname", "photos/link.jpg", "(File not included. Change data exporting settings to download.)" }
            .Select((photo, index) => $$"""{"id":{{index + 1}},"type":"message","date_unixtime":"1740823205","from":"Ann","from_id":"user11","photo":"{{photo}}","text":""}"""));
        var (step, entries) = await home.ImportOneAsync(home.Write("result.json", $$"""{"name":"G","type":"private_group","id":5,"messages":[{{messages}},{"id":9,"type":"message","date_unixtime":"1740823205","from":"Ann","from_id":"user11","file":"files/big.bin","mime_type":"video/mp4","text":""}]}"""));
        Assert.Equal([true, false, false, false, false, false, false], entries.Cast<UserEntry>().Select(entry => entry.Attachments[0].Blob.Length > 0));
        Assert.Equal(["attached files that the export does not hold, only named: 5 (2, 3, 4, 5, 6)", "attached files of more than 20 MB, only named: 1 (9)"], step.Skipped);
        Assert.Equal(("big.bin", "video/mp4"), ((UserEntry)entries[^1]).Attachments[0] is var big ? (big.Name, big.MediaType) : default);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Store_BlobsOfANewSession_MustBeWhatTheirNamesSay()
    {
        var key = SessionKey.Parse("cli:x:main");
        var session = new NewSession(key, DateTimeOffset.UnixEpoch, [new UserEntry { Content = "a" }]) { Blobs = new Dictionary<string, Func<ReadOnlyMemory<byte>>>(StringComparer.Ordinal) { [BlobHash.Of("a"u8)] = () => "b"u8.ToArray() } };
        await Assert.ThrowsAsync<LurkBotException>(async () => await home.Store.CreateAsync(session, default));
        Assert.Null(await home.Store.FindAsync(key, default));
    }

    private static string Messages(params string[] blocks) => $$"""{"id":"p","messages":[{"role":"user","content":[{{string.Join(',', blocks)}}]}]}""";

    private static string Url(string url) => $$$"""{"type":"image_url","image_url":{"url":"{{{url}}}"}}""";

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }
}
