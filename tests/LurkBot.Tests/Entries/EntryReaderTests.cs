using CsCheck;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Tests.Entries;

/// <summary>The vocabulary of entries, as files keep it.</summary>
public sealed class EntryReaderTests
{
    private static readonly Gen<IReadOnlyList<long>> Ids = Gen.Long[1, 1000].Array[0, 4].Select(ids => (IReadOnlyList<long>)[.. ids.Distinct().Order()]);

    private static readonly Gen<EntryRange?> Ranges = Gen.Select(Gen.Long[1, 9], Gen.Long[0, 9]).Select((first, more) => (EntryRange?)new EntryRange(first, first + more));

    private static readonly Gen<string> Words = Gen.OneOf("", "word", "two words", "\"quoted\"", "[1]");

    private static readonly Gen<Entry> Entries = Gen.OneOf<Entry>(
        Gen.Select(Words, Gen.Bool).Select((text, flag) => (Entry)new UserEntry { Accepted = "home", PartOf = text, Observed = flag, Origin = text, Door = new MessageOverrides("p") { Model = text, SystemPrompt = text, Workspace = text, CanAsk = flag }, Attachments = [new Attachment("a", "image/png", 3, "b"), new Attachment("c", "", 0, "") { Reference = text }] }),
        Gen.Select(Ids, Ids).Select((heard, answers) => (Entry)new AssistantEntry { Heard = heard, Answers = answers, Noted = answers, Context = new ContextRecord(3, 100, heard, answers, 0, 7) { IsBare = true } }),
        Gen.Select(Ranges, Ids).Select((range, except) => (Entry)new SummaryEntry { Covers = range, Except = except, Dropped = [new DroppedIdentifier("x", 3)], Model = "m", Usage = new Usage(1, 2, 0) }),
        Gen.Select(Ranges, Ids).Select((range, except) => (Entry)new PinEntry { Covers = range, Except = except }),
        Ranges.Select(range => (Entry)new ShortenEntry { Covers = range }),
        Words.Select(model => (Entry)new SettingsEntry { Model = model, Budget = [new BudgetExtension(BudgetScope.Session, BudgetUnit.Tokens, 7, null)] }),
        Gen.Const<Entry>(new ClearEntry()),
        Gen.Long[1, 99].Select(id => (Entry)new UndoEntry { Undoes = id }),
        Gen.OneOf<SessionState?>(SessionState.Idle, SessionState.Archived, null).Select(state => (Entry)new StateEntry { State = state, ForkedFrom = SessionId.New(DateTimeOffset.UnixEpoch) }),
        Gen.Select(Ids, Ids, Gen.OneOf(TurnFate.Failed, TurnFate.Cancelled, TurnFate.Refused)).Select((heard, answers, fate) => (Entry)new NoticeEntry { Heard = heard, Answers = answers, Fate = fate, Topic = NoticeTopic.Budget, Mark = "budget day", Model = "m", Usage = new Usage(1, 2, 0) }),
        Gen.Bool.Select(all => (Entry)new StopEntry { Stops = 7, All = all }),
        Words.Select(scope => (Entry)new ApprovalEntry { ToolCallId = "c", Name = "bash", ArgumentsHash = "00", Scope = scope, Approvers = ["owner"], ExpiresAt = DateTimeOffset.UnixEpoch }),
        Gen.OneOf(ApprovalDecision.No, ApprovalDecision.Expired, ApprovalDecision.Once, ApprovalDecision.Session, ApprovalDecision.Always).Select(decision => (Entry)new ApprovalEntry { ToolCallId = "c", Name = "bash", Approves = 3, Decision = decision }),
        Words.Select(why => (Entry)new AttachmentEntry { Of = 3, Index = why.Length, Name = why, Size = why.Length, MediaType = why.Length == 0 ? null : "image/png", Failed = why }),
        Words.Select(source => (Entry)new CorrectionEntry { Corrects = 3, Source = source, Sender = new Sender("7", source, Trust.Low), EditedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(source.Length), Removed = source.Length == 0 }),
        Gen.Const<Entry>(new TitleEntry()),
        Words.Select(name => (Entry)new FactEntry { Sender = new Sender("7", name, Trust.Partial), Of = 3 }),
        Gen.Select(Ids, Ids).Select((heard, answers) => (Entry)new TombstoneEntry { Heard = heard, Answers = answers, Fate = TurnFate.Failed }),
        Words.Select(word => (Entry)new OtherSystemEntry("later" + word)));

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() => Gen.Select(Entries, Words).Sample((entry, text) =>
    {
        entry = entry with { Id = 5, Turn = 4, At = DateTimeOffset.UnixEpoch, Content = text, Unknown = [new UnknownField("later", "{\"a\":[1]}")] };
        if (entry is SystemEntry system)
            entry = system with { Actor = text, Reason = "why" };
        var line = EntryLine.Write(entry);
        var read = EntryLine.Read(line);
        Assert.Equal(entry.GetType(), read.GetType());
        Assert.Equal(line, EntryLine.Write(read));
        Assert.Equal("later", Assert.Single(read.Unknown).Name);
    });

    [Theory]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"system","kind":"clear","content":"","covers":[1,2],"model":"m","heard":[1],"undoes":9}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"system","kind":"later","content":"x","covers":[1,2],"state":"idle","fate":"failed","answers":[1],"attachments":[{"name":"a"}]}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"system","kind":"summary","content":"x","covers":["a",1],"except":[0],"dropped":[{"identifier":1}]}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"system","kind":"state","content":"","state":"hibernating","forked_from":"me"}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"system","kind":"notice","content":"","fate":"lost","topic":"weather","heard":{"a":1},"answers":["1"]}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"system","kind":"approval","content":"","tool_call_id":"c","name":"n","expires_at":"soon","decision":"perhaps","approvers":[1]}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"user","content":"x","door":{"process":"p","colour":"red"},"observed":1,"heard":[2]}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"assistant","content":"x","context":{"from":"x"},"heard":[-1],"undoes":3}""")]
    [InlineData("""{"id":3,"at":"2026-01-30T10:00:00.000Z","turn":1,"role":"assistant","content":"x","context":{"from":1,"budget":9,"pins":0,"recalled":[{"id":3}]}}""")]
    public void Read_FieldsThatCannotBeUnderstood_AreKeptAsTheyAre(string line)
    {
        using var before = System.Text.Json.JsonDocument.Parse(line);
        using var after = System.Text.Json.JsonDocument.Parse(EntryLine.Write(EntryLine.Read(line)));
        foreach (var field in before.RootElement.EnumerateObject())
        {
            var kept = after.RootElement.TryGetProperty(field.Name, out var value) ? value : after.RootElement.TryGetProperty("original_" + field.Name, out var original) ? original : default;
            Assert.Equal(field.Value.GetRawText(), kept.ValueKind == System.Text.Json.JsonValueKind.Undefined ? null : kept.GetRawText());
        }
    }

    [Fact]
    public void Read_NoticesOfEarlierVersions_SayWhatTheyAreAbout()
    {
        Assert.Equal(NoticeTopic.Compaction, Notice("compaction").Topic);
        Assert.Equal((NoticeTopic.Budget, "budget day tokens 100 2026-03-01"), (Notice("budget day tokens 100 2026-03-01").Topic, Notice("budget day tokens 100 2026-03-01").Mark));
        Assert.Null(Notice("error").Topic);

        static NoticeEntry Notice(string reason) => Assert.IsType<NoticeEntry>(EntryLine.Read($$"""{"role":"system","kind":"notice","content":"x","reason":"{{reason}}"}"""));
    }

    [Fact]
    public void Read_ForkNoticeOfEarlierVersions_NamesTheSourceSession()
    {
        var id = SessionId.New(DateTimeOffset.UnixEpoch);
        var entry = Assert.IsType<StateEntry>(EntryLine.Read($$"""{"role":"system","kind":"state","content":"Forked from cli:a:main (session {{id}}) after entry 4."}"""));
        Assert.Equal(id, entry.ForkedFrom);
    }
}
