using LurkBot.Entries;
using LurkBot.Import;

namespace LurkBot.Tests.Import;

/// <summary>Faults that were found with files in the form of other tools' exports (issue 20).</summary>
public sealed class ImportFaultTests : IDisposable
{
    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Import_RecordsWithoutParents_AreAllTakenInOrder()
    {
        var (step, entries) = await home.ImportOneAsync(home.Write("s.jsonl", """
            {"type":"user","timestamp":"2025-06-14T10:00:00Z","parentUuid":null,"isSidechain":false,"sessionId":"s1","uuid":"m1","message":{"role":"user","content":"My locker code is 4711."}}
            {"type":"assistant","timestamp":"2025-06-14T10:00:30Z","parentUuid":null,"isSidechain":false,"sessionId":"s1","uuid":"m2","message":{"role":"assistant","content":[{"type":"text","text":"Noted: 4711."}]}}
            {"type":"user","timestamp":"2025-06-14T10:01:00Z","parentUuid":null,"isSidechain":false,"sessionId":"s1","uuid":"m3","message":{"role":"user","content":"Thanks."}}
            """));
        Assert.Equal(["My locker code is 4711.", "Noted: 4711.", "Thanks."], entries.Select(entry => entry.Content));
        Assert.Empty(step.Skipped);
        Assert.Equal(2, step.Notes["records without a parent, taken as following on the one before"]);
    }

    [Fact]
    public async Task Import_NewestRecordIsAnImage_IsTakenWithAllBeforeIt()
    {
        var (_, entries) = await home.ImportOneAsync(home.Write("s.jsonl", $$$"""
            {"type":"user","timestamp":"2025-06-14T10:00:00Z","parentUuid":null,"sessionId":"s2","uuid":"m1","message":{"role":"user","content":"My locker code is 4711."}}
            {"type":"assistant","timestamp":"2025-06-14T10:00:30Z","parentUuid":"m1","sessionId":"s2","uuid":"m2","message":{"role":"assistant","content":[{"type":"text","text":"Noted: 4711."}]}}
            {"type":"user","timestamp":"2025-06-14T10:01:00Z","parentUuid":null,"sessionId":"s2","uuid":"m3","message":{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{FormatSamples.Png}}}"}}]}}
            """));
        Assert.Equal(["My locker code is 4711.", "Noted: 4711.", ""], entries.Select(entry => entry.Content));
        Assert.Equal(("image-1.png", "image/png"), Assert.Single(Assert.IsType<UserEntry>(entries[2]).Attachments) is var image ? (image.Name, image.MediaType) : default);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_NewestRecordSaysNothing_TheRestIsTakenAndItIsNamed()
    {
        var transcript = new ClaudeCodeTranscript().User("u1", "ask").Assistant("a1", "m1", ClaudeCodeTranscript.Text("say")).User("u2", new System.Text.Json.Nodes.JsonArray());
        var (step, entries) = await home.ImportOneAsync(home.Write("s.jsonl", transcript.ToString()));
        Assert.Equal(["ask", "say"], entries.Select(entry => entry.Content));
        Assert.All(step.Skipped, skipped => Assert.Contains("u2", skipped, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_NothingOfItCanBeImported_Fails()
    {
        var step = Assert.Single(await home.ImportAsync(home.Write("s.jsonl", """{"type":"user","uuid":"u1","sessionId":"s","message":{"role":"user","content":[{"type":"hologram"}]}}""")), step => step.Action == ImportAction.Failed);
        Assert.Contains("No message", step.Message, StringComparison.Ordinal);
        Assert.Contains(await home.ImportAsync(home.Write("m.json", """{"messages":[{"role":"ghost","content":"boo"}]}""")), failed => failed.Action == ImportAction.Failed);
        Assert.Contains(await home.ImportAsync(home.Write("conversations.json", """[{"uuid":"c","name":"","chat_messages":[{"uuid":"m","sender":"ghost","text":"boo"}]}]""")), failed => failed.Action == ImportAction.Failed);
    }

    [Fact]
    public async Task Import_PiWithoutParents_IsAllTaken()
    {
        var (_, entries) = await home.ImportOneAsync(home.Write("p.jsonl", """
            {"type":"session","version":3,"id":"q","timestamp":"2026-01-02T03:00:00.000Z"}
            {"type":"message","id":"a","parentId":null,"message":{"role":"user","content":"one"}}
            {"type":"message","id":"b","parentId":null,"message":{"role":"assistant","content":[{"type":"text","text":"two"}]}}
            """));
        Assert.Equal(["one", "two"], entries.Select(entry => entry.Content));
    }

    [Fact]
    public async Task Import_PartlyImported_SaysWhichAndWhy()
    {
        var (step, _) = await home.ImportOneAsync(home.Write("m.json", """{"messages":[{"role":"user","content":"hi"},{"role":"narrator","content":"a"},{"id":"n7","role":"narrator","content":"b"},{"role":"user","content":""}]}"""));
        Assert.Equal(["messages of role narrator, not imported: 2 (message 2, n7)", "messages without text, not imported: 1 (message 4)"], step.Skipped);
    }
}
