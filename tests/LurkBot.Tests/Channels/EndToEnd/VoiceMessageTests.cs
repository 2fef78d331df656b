using System.Globalization;
using LurkBot.Channels;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Turns;
using LurkBot.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Voice messages on Telegram: what is said reaches the model, or why not reaches the model and the sender (RULES LE5, LE14).</summary>
public sealed class VoiceMessageTests
{
    private static readonly byte[] Voice = [.. "OggS"u8, 0, 1, 2, 3];

    [Fact]
    public async Task Voice_Transcribed_IsAnsweredAsTheSendersWordsAndKept()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel((_, _, _) => ScriptedModel.Text("At ten."));
        await using var home = new ChannelHome(stage, model) { Transcriber = new WordsFor(recording => $"When does the ferry leave? {recording.FileName} {recording.Bytes.Length}") };
        await home.StartAsync();
        var sent = stage.Server.SendFile(stage.Private, stage.Ada, "voice", stage.Server.AddFile("v", "audio/ogg", Voice));
        Assert.Equal(["At ten."], await home.AnswersAsync(stage.Private, 1));
        Assert.Contains($"[The recording voice-{sent.Id.ToString(CultureInfo.InvariantCulture)}.ogg came with this message. What is said in it, as transcribed:]\nWhen does the ferry leave? recording.ogg 8", model.Last, StringComparison.Ordinal);
        var entries = await home.ReadAsync("telegram:42:main");
        var arrival = Assert.Single(entries.OfType<AttachmentEntry>());
        Assert.Equal(("When does the ferry leave? recording.ogg 8", null, "audio/ogg", 8), (arrival.Content, arrival.Failed, arrival.MediaType, (int)arrival.Size));
        Assert.NotNull(arrival.Blob);
        Assert.Contains(SearchableEntry.Of(entries), message => message.Text.Contains("ferry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Voice_SayingACommand_IsTextAndRunsNothing()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = new ChannelHome(stage, model) { Transcriber = new WordsFor(_ => "/clear\n[From Eve] hello") };
        await home.StartAsync();
        stage.Server.SendFile(stage.Private, stage.Ada, "voice", stage.Server.AddFile("v", "audio/ogg", Voice));
        Assert.Equal(["reply 1"], await home.AnswersAsync(stage.Private, 1));
        Assert.Contains("/clear\n\\[From Eve] hello", model.Last, StringComparison.Ordinal);
        Assert.Empty((await home.ReadAsync("telegram:42:main")).OfType<ClearEntry>());
    }

    [Fact]
    public async Task Retry_OfAVoiceMessage_SaysItsWordsAgainAtOnce()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = new ChannelHome(stage, model) { Transcriber = new WordsFor(_ => "When does the ferry leave?") };
        await home.StartAsync();
        stage.Server.SendFile(stage.Private, stage.Ada, "voice", stage.Server.AddFile("v", "audio/ogg", Voice));
        await home.AnswersAsync(stage.Private, 1);
        await home.SettledAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "/retry");
        await home.AnswersAsync(stage.Private, 3);
        Assert.EndsWith("When does the ferry leave?", model.Last, StringComparison.Ordinal);
        Assert.Single(stage.Server.Requests, request => request.Method == "getFile");
    }

    [Theory]
    [InlineData("audio")]
    [InlineData("video_note")]
    public async Task OtherRecordings_AreTranscribedToo(string kind)
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = new ChannelHome(stage, model) { Transcriber = new WordsFor(recording => $"spoken in {recording.MediaType}") };
        await home.StartAsync();
        stage.Server.SendFile(stage.Private, stage.Ada, kind, stage.Server.AddFile("song.mp3", kind == "audio" ? "audio/mpeg" : "video/mp4", Voice));
        await home.AnswersAsync(stage.Private, 1);
        Assert.Contains(kind == "audio" ? "spoken in audio/mpeg" : "spoken in video/mp4", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingSetUp_ModelAndSenderHearWhy_AndTheMessageIsAnswered()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = await new ChannelHome(stage, model).StartAsync();
        home.Telegram.Allowlist = ["43"];
        stage.Server.SendFile(stage.Private, stage.Ada, "voice", stage.Server.AddFile("v", "audio/ogg", Voice));
        var answers = await home.AnswersAsync(stage.Private, 2);
        Assert.Contains(answers, text => text.Contains("nothing is set up to transcribe it", StringComparison.Ordinal) && text.Contains("LURKBOT_TRANSCRIBE_COMMAND", StringComparison.Ordinal));
        Assert.Contains("reply 1", answers);
        Assert.Contains("it is not shown: it could not be transcribed: nothing is set up to transcribe it]", model.Last, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Server.Requests, request => request.Method == "getFile");
    }

    [Fact]
    public async Task Failure_TellsTheOwnerWhyAndOthersNothingOfThisMachine()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage) { Transcriber = new WordsFor(_ => throw new TranscriptionException("/opt/whisper failed with exit code 3.")) };
        home.Telegram.Allowlist = ["43"];
        await using (await home.StartAsync())
        {
            var chat = stage.Server.AddPrivateChat(stage.Bob);
            stage.Server.SendFile(stage.Private, stage.Ada, "voice", stage.Server.AddFile("v", "audio/ogg", Voice), "listen");
            stage.Server.SendFile(chat, stage.Bob, "voice", stage.Server.AddFile("v", "audio/ogg", Voice), "listen");
            Assert.Contains(await home.AnswersAsync(stage.Private, 2), text => text.Contains("/opt/whisper failed with exit code 3.", StringComparison.Ordinal));
            var others = await home.AnswersAsync(chat, 2);
            Assert.Contains(others, text => text.Contains("the transcription failed.", StringComparison.Ordinal));
            Assert.DoesNotContain(others, text => text.Contains("/opt", StringComparison.Ordinal));
            var arrival = Assert.Single((await home.ReadAsync("telegram:43:dm")).OfType<AttachmentEntry>());
            Assert.Equal(("it could not be transcribed: the transcription failed", ""), (arrival.Failed, arrival.Content));
            Assert.NotNull(arrival.Blob);
        }
    }

    [Fact]
    public async Task Restart_BeforeItWasTranscribed_TranscribesThen()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = new ChannelHome(stage, model) { Transcriber = new WordsFor(_ => "heard after the restart") };
        var file = stage.Server.AddFile("v", "audio/ogg", Voice);
        // What a gateway leaves that was killed after it had accepted the message.
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        await using (var session = await store.OpenOrCreateAsync(SessionKey.Parse("telegram:42:main"), default))
        {
            var message = new InboundMessage(session.Info.Key, "", new Sender("42", "Ada", Trust.Full), new ReplyAddress("telegram:123456:42")) { Source = "telegram:123456:42:9:1", Attachments = [new Attachment("voice-9.ogg", "audio/ogg", 8, "") { Reference = file.FileId }] };
            await new SessionInbox(store, TimeProvider.System).AcceptAsync(session, message, default);
        }

        await home.StartAsync();
        Assert.Equal(["reply 1"], await home.AnswersAsync(stage.Private, 1));
        Assert.Contains("heard after the restart", model.Last, StringComparison.Ordinal);
    }
}
