using CsCheck;
using LurkBot.Entries;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Entries;

public sealed class FileContentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, byte[], string> Files() => new()
    {
        { "cat.txt", SampleFiles.Png, "image/png" },
        { "cat.png", SampleFiles.Jpeg, "image/jpeg" },
        { "cat", SampleFiles.Gif, "image/gif" },
        { "cat.exe", SampleFiles.Webp, "image/webp" },
        { "notes.png", "# Notes\n\n你好 👍\n"u8.ToArray(), "text/plain" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_WhateverItIsCalled_GoesByItsBytes(string name, byte[] bytes, string type)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        var file = FileContent.Read(path);
        Assert.Equal((name, type), (file.Name, file.MediaType));
        Assert.Equal(bytes, file.Bytes.ToArray());
    }

    [Fact]
    public void Read_WhatCannotBeAttached_SaysWhy()
    {
        Assert.Contains("There is no file", Refusal("missing.png"), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refusal("."), StringComparison.Ordinal);
        Assert.Contains("is empty", Refusal("empty.png", []), StringComparison.Ordinal);
        Assert.Contains("is a PDF document. Only images", Refusal("a.pdf", "%PDF-1.7\n\0"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("is text that is not UTF-8. Only images", Refusal("latin1.txt", [(byte)'a', 0xE4]), StringComparison.Ordinal);
        Assert.Contains("is binary data. Only images", Refusal("zeros.png", [1, 0, 2, 0xFF]), StringComparison.Ordinal);
        Assert.Contains("too large (1 MB)", Refusal("long.txt", [.. Enumerable.Repeat((byte)'a', FileContent.LargestText + 1)]), StringComparison.Ordinal);
        using (var huge = File.Create(Path.Combine(folder.Path, "huge.png")))
            huge.SetLength(21L << 20);
        Assert.Contains("too large (21 MB)", Refusal("huge.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Pipe_IsRefusedAtOnce()
    {
        using var make = ChildProcess.Start("mkfifo", [Path.Combine(folder.Path, "pipe")]);
        make.WaitForExit();
        Assert.Contains("no regular file", Refusal("pipe"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnyBytes_NeverFails() => Gen.Byte.Array[0, 40].Sample(bytes => FileType.Of(bytes) is null or "text/plain" or ['i', 'm', 'a', 'g', 'e', '/', ..]);

    [Fact]
    public void Attachments_WrittenAndRead_AreTheSame() =>
        Gen.Select(Gen.String, Gen.String, Gen.Long[0, long.MaxValue], Gen.String, (name, type, size, blob) => new Attachment(name, type, size, blob)).List[0, 4]
            .Where(list => list.TrueForAll(file => !(file.Name + file.MediaType + file.Blob).Any(char.IsSurrogate)))
            .Sample(list => Assert.Equal(list, Assert.IsType<UserEntry>(EntryLine.Read(EntryLine.Write(new UserEntry { Attachments = list }))).Attachments));

    [Theory]
    [InlineData("{}")]
    [InlineData("[1,null,\"x\"]")]
    [InlineData("""[{"name":"\ud800"}]""")]
    public void Attachments_OfAnotherShape_AreKeptAsTheyAre(string json)
    {
        var entry = Assert.IsType<UserEntry>(EntryLine.Read($$"""{"role":"user","attachments":{{json}}}"""));
        Assert.Empty(entry.Attachments);
        Assert.Contains($"\"attachments\":{json}", EntryLine.Write(entry), StringComparison.Ordinal);
    }

    [Fact]
    public void Attachments_OfAnotherProgram_KeepTheirFields()
    {
        var entry = Assert.IsType<UserEntry>(EntryLine.Read("""{"role":"user","attachments":[{"file_name":"a.png","url":"https://x/y","size":"big"}]}"""));
        Assert.Equal("a.png", Assert.Single(entry.Attachments).Name);
        Assert.Contains("\"file_name\":\"a.png\",\"url\":\"https://x/y\",\"original_size\":\"big\"", EntryLine.Write(entry), StringComparison.Ordinal);
    }

    private string Refusal(string name, byte[]? bytes = null)
    {
        var path = Path.Combine(folder.Path, name);
        if (bytes is not null)
            File.WriteAllBytes(path, bytes);
        return Assert.Throws<LurkBotException>(() => FileContent.Read(path)).Message;
    }
}
