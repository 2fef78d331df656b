using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>Files that the assistant sends to a chat: kept first, then a part of the reply like its texts (RULES LE6).</summary>
public sealed class SentFileTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task File_IsSentAfterTheText_AndKeptInTheSession()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, Sending(("notes.txt", "The *notes*"), ("dot.png", null))).StartAsync();
        Write(home, "notes.txt", "one, two"u8.ToArray());
        Write(home, "dot.png", Convert.FromBase64String(Png));
        stage.Server.SendText(stage.Private, stage.Ada, "Send them");
        await home.AnswersAsync(stage.Private, 3);
        var answers = stage.Server.Answers(stage.Private);
        Assert.Equal("Here they are.", answers[0].Text);
        Assert.Equal(("notes.txt", "The notes"), ((string?)answers[1].Json["document"]!["file_name"], (string?)answers[1].Json["caption"]));
        Assert.Equal("italic", (string?)answers[1].Json["caption_entities"]![0]!["type"]);
        Assert.NotNull(answers[2].Json["photo"]);
        var rows = (await home.SettledAsync()).Outbound;
        Assert.Equal([(1, OutboundState.Sent), (2, OutboundState.Sent), (3, OutboundState.Sent)], rows.Select(row => (row.Part, row.State)));
        Assert.All(rows, row => Assert.Null(row.File));
        var kept = (await home.ReadAsync("telegram:42:main")).OfType<ToolEntry>().Select(entry => entry.Blob).ToList();
        Assert.Equal([BlobHash.Of("one, two"u8), BlobHash.Of(Convert.FromBase64String(Png))], kept);
    }

    [Fact]
    public async Task File_WithoutText_IsNamed()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, Sending("", ("notes.txt", null))).StartAsync();
        Write(home, "notes.txt", "one"u8.ToArray());
        stage.Server.SendText(stage.Private, stage.Ada, "Send it");
        Assert.Equal("File: notes.txt", (await home.AnswersAsync(stage.Private, 2))[0]);
    }

    [Fact]
    public async Task File_ChangedAfterTheCall_IsSentAsItWas()
    {
        await using var stage = await BotApiStage.StartAsync();
        ChannelHome? home = null;
        await using var made = home = new ChannelHome(stage, new ScriptedModel((_, number, _) =>
        {
            if (number == 2)
                Write(home!, "notes.txt", "changed"u8.ToArray());
            return number == 1 ? Call(("notes.txt", null)) : ScriptedModel.Text("There.");
        }));
        await home.StartAsync();
        Write(home, "notes.txt", "as it was"u8.ToArray());
        stage.Server.SendText(stage.Private, stage.Ada, "Send it");
        await home.AnswersAsync(stage.Private, 2);
        Assert.Equal(9, (long?)stage.Server.Answers(stage.Private)[1].Json["document"]!["file_size"]);
    }

    [Fact]
    public async Task File_ThatCannotBeSent_IsToldToTheModelAtOnce()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = Sending(("huge.bin", null), ("empty.txt", null), ("../secret", null), ("notes.txt", new string('x', 1001)));
        await using var home = await new ChannelHome(stage, model).StartAsync();
        Write(home, "empty.txt", []);
        Write(home, "notes.txt", "one"u8.ToArray());
        using (var file = File.Create(Path.Combine(Folder(home), "huge.bin")))
            file.SetLength((200 << 20) + 1);
        stage.Server.SendText(stage.Private, stage.Ada, "Send them");
        Assert.Equal(["Here they are."], await home.AnswersAsync(stage.Private, 1));
        var told = (await home.ReadAsync("telegram:42:main")).OfType<ToolEntry>().ToList();
        Assert.All(told, entry => Assert.True(entry.Error));
        Assert.Contains("at most 200", told[0].Content, StringComparison.Ordinal);
        Assert.Contains("is empty", told[1].Content, StringComparison.Ordinal);
        Assert.Contains("1001 characters", told[3].Content, StringComparison.Ordinal);
        Assert.Single((await home.SettledAsync()).Outbound);
    }

    [Fact]
    public async Task File_RefusedByTelegram_FailsWithANoticeAndTheOthersGo()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, Sending(("big.bin", null), ("notes.txt", null))).StartAsync();
        Write(home, "big.bin", new byte[(50 << 20) + 1]);
        Write(home, "notes.txt", "one"u8.ToArray());
        stage.Server.SendText(stage.Private, stage.Ada, "Send them");
        var answers = await home.AnswersAsync(stage.Private, 3);
        Assert.Contains("big.bin could not be sent: Request Entity Too Large.", answers);
        var rows = (await home.SettledAsync()).Outbound.Where(row => row.Kind is OutboundKind.Reply).ToList();
        Assert.Equal([OutboundState.Sent, OutboundState.Failed, OutboundState.Sent], rows.Select(row => row.State));
        Assert.Equal("big.bin", rows[1].File!.Name);
    }

    [Fact]
    public async Task PictureThatIsNoPhotoForTelegram_IsSentAsADocument()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, Sending(("odd.png", null))).StartAsync();
        var odd = Convert.FromBase64String(Png);
        // A width of 16,777,217.
        odd[16] = 1;
        Write(home, "odd.png", odd);
        stage.Server.SendText(stage.Private, stage.Ada, "Send it");
        await home.AnswersAsync(stage.Private, 2);
        Assert.Equal("odd.png", (string?)stage.Server.Answers(stage.Private)[1].Json["document"]!["file_name"]);
        Assert.Equal(2, (await home.SettledAsync()).Outbound.Count);
    }

    [Theory]
    [InlineData(nameof(FaultKind.DropAfter))]
    [InlineData(nameof(FaultKind.HtmlAfter))]
    public async Task File_WhoseAnswerIsLost_IsNotSentAgain(string fault)
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, Sending(("notes.txt", null))).StartAsync();
        Write(home, "notes.txt", "one"u8.ToArray());
        stage.Server.Fail("sendDocument", Enum.Parse<FaultKind>(fault));
        stage.Server.SendText(stage.Private, stage.Ada, "Send it");
        await home.AnswersAsync(stage.Private, 1);
        Assert.Equal([OutboundState.Sent, OutboundState.MaybeSent], (await home.SettledAsync()).Outbound.Select(row => row.State));
        Assert.Single(stage.Server.Requests, request => request.Method == "sendDocument");
    }

    [Fact]
    public async Task Ledger_Deleted_FilesAreUnknownAndNotSentAgain()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, Sending(("notes.txt", null))).StartAsync();
        Write(home, "notes.txt", "one"u8.ToArray());
        stage.Server.SendText(stage.Private, stage.Ada, "Send it");
        await home.AnswersAsync(stage.Private, 2);
        await home.SettledAsync();
        await home.StopAsync();
        File.Delete(Path.Combine(home.Path, SqliteDeliveryLedger.FileName));
        await home.StartAsync();
        Assert.Equal(OutboundState.Unknown, Assert.Single((await home.SettledAsync()).Outbound).State);
        Assert.Single(stage.Server.Requests, request => request.Method == "sendDocument");
    }

    [Fact]
    public async Task Plan_OfAPlatform_HasTheToolAndOthersDoNot()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        foreach (var (key, isOffered) in ((string, bool)[])[("telegram:42:main", true), ("cli:default:main", false)])
        {
            using var setup = await TurnSetup.OpenAsync(home.Services, SessionKey.Parse(key), stream: true, default);
            var plan = await setup.PlanAsync(null, Trust.Full, null, default);
            Assert.Equal(isOffered, plan.Tools.Single(tool => tool.Tool is "send_file").IsAllowed);
        }
    }

    private static ScriptedModel Sending(params (string Path, string? Caption)[] files) => Sending("Here they are.", files);

    private static ScriptedModel Sending(string text, params (string Path, string? Caption)[] files) => new((_, number, _) => number == 1 ? Call(files) : ScriptedModel.Text(text));

    private static async IAsyncEnumerable<ChatResponseUpdate> Call(params (string Path, string? Caption)[] files)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. files.Select((file, i) => new FunctionCallContent($"c{i}", "send_file", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = file.Path, ["caption"] = file.Caption }.Where(pair => pair.Value is not null).ToDictionary(StringComparer.Ordinal)))]);
    }

    private static string Folder(ChannelHome home) => WorkspaceFolder.Of(home.Path, home.Options.Workspaces, SessionKey.Parse("telegram:42:main"));

    private static void Write(ChannelHome home, string name, byte[] content)
    {
        Directory.CreateDirectory(Folder(home));
        File.WriteAllBytes(Path.Combine(Folder(home), name), content);
    }
}
