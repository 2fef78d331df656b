using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Models;

/// <summary>Files that come with a message: kept as blobs, sent as each wire wants them, behind the vendors' rules.</summary>
public sealed class AttachmentTests : IDisposable
{
    private static readonly FileContent Cat = FileContent.Create("cat.png", SampleFiles.Png);
    private static readonly FileContent Notes = FileContent.Create("notes.md", "# Notes\nThe code is 4711."u8.ToArray());

    private readonly TemporaryFolder home = new();

    public static TheoryData<string, bool> Wires() => Scenarios.Wires();

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Files_OnEachWire_ReachTheModelNowAndInLaterTurns(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Say("A cat."), ProviderReply.Say("Grey."));
        Assert.Equal("A cat.", (await AskAsync(server, model, "What is this?", [Cat, Notes], stream)).Reply);
        Assert.Equal("Grey.", (await AskAsync(server, model, "Which colour?", [], stream)).Reply);
        foreach (var body in server.Bodies)
        {
            Assert.Contains(Convert.ToBase64String(SampleFiles.Png), Unescaped(body), StringComparison.Ordinal);
            Assert.Contains("File notes.md:\n# Notes\nThe code is 4711.", Unescaped(body), StringComparison.Ordinal);
            Assert.DoesNotContain("lurkbot", body, StringComparison.OrdinalIgnoreCase);
        }

        await using var session = await OpenAsync();
        var said = Assert.IsType<UserEntry>((await session.ReadAllAsync(default))[0]);
        Assert.Equal([("cat.png", "image/png"), ("notes.md", "text/plain")], said.Attachments.Select(file => (file.Name, file.MediaType)));
        Assert.Equal(SampleFiles.Png, (await session.ReadBlobAsync(said.Attachments[0].Blob, default))!.Value.ToArray());
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Image_Alone_IsAMessage(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Say("A cat."));
        Assert.Equal("A cat.", (await AskAsync(server, model, "", [Cat], stream)).Reply);
    }

    [Theory]
    [InlineData(true, "[The image cat.png is no longer there.]")]
    [InlineData(false, "[The image cat.png is damaged.]")]
    public async Task Image_ThatIsLostOrDamaged_IsNamedInsteadAndTheTurnGoesOn(bool lost, string expected)
    {
        using var server = new ProviderServer(ProviderReply.Say("A cat."), ProviderReply.Say("I do not see it any more."));
        await AskAsync(server, "claude-sonnet-4-20250514", "What is this?", [Cat], stream: true);
        var blob = Directory.GetFiles(Path.Combine(home.Path, "blobs"), "*", SearchOption.AllDirectories).Single();
        if (lost)
            File.Delete(blob);
        else
            await File.WriteAllTextAsync(blob, "something else");
        Assert.Equal("I do not see it any more.", (await AskAsync(server, "claude-sonnet-4-20250514", "And now?", [], stream: true)).Reply);
        Assert.Contains(expected, server.Bodies[1], StringComparison.Ordinal);
        Assert.DoesNotContain("\"image\"", server.Bodies[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Image_ThatTheModelRefuses_IsLeftOutVisiblyAndTheQuestionStays(string model, bool stream)
    {
        var png = Convert.ToBase64String(SampleFiles.Png);
        using var server = new LoopbackServer((path, body) => Unescaped(body).Contains(png, StringComparison.Ordinal)
            ? (400, "application/json", """{"error":{"message":"This model does not support image input."}}""")
            : ProviderWire.Write(path, stream, ProviderReply.Say("I see only text.")));
        await using var session = await OpenAsync();
        using var client = new ModelClients(ModelFailureTests.Options(server.Address), TimeProvider.System).Create(model);
        var result = await new TestTurn(session, client, new SessionTurnOptions { Model = model, SystemPrompt = "s", Stream = stream }, TimeProvider.System).RunAsync(new UserEntry { Content = "What is this?" }, [Cat], null, default);
        Assert.Equal((TurnFate.Answered, "I see only text."), (result.Fate, result.Reply));
        Assert.Contains("What is this?", server.Bodies[1], StringComparison.Ordinal);
        Assert.Contains("without the images", Assert.Single((await session.ReadAllAsync(default)).OfType<SystemEntry>()).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_WhoseBytesCannotBeKept_NothingIsSaid()
    {
        using var server = new ProviderServer();
        await File.WriteAllTextAsync(Path.Combine(home.Path, "blobs"), "in the way");
        await Assert.ThrowsAsync<LurkBotException>(() => AskAsync(server, "gpt-4o", "What is this?", [Cat], stream: true));
        await using var session = await OpenAsync();
        Assert.Empty(await session.ReadAllAsync(default));
    }

    private static string Unescaped(string body)
    {
        using var json = JsonDocument.Parse(body);
        return JsonSerializer.Serialize(json.RootElement, Plain).Replace("\\n", "\n", StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<IStoredSession> OpenAsync() => await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:a:main"), default);

    private async Task<TurnResult> AskAsync(ProviderServer server, string model, string text, IReadOnlyList<FileContent> files, bool stream)
    {
        await using var session = await OpenAsync();
        using var client = new ModelClients(server.Options, TimeProvider.System).Create(model);
        var result = await new TestTurn(session, client, new SessionTurnOptions { Model = model, SystemPrompt = "s", Stream = stream }, TimeProvider.System).RunAsync(new UserEntry { Content = text }, files, null, default);
        Assert.Equal((TurnFate.Answered, null), (result.Fate, result.Error?.Message));
        return result;
    }
}
