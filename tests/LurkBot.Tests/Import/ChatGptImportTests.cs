using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using LurkBot.Entries;
using LurkBot.Import;

namespace LurkBot.Tests.Import;

public sealed class ChatGptImportTests : IDisposable
{
    private readonly ImportHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Import_Conversation_KeepsTheCurrentBranchWithToolsThoughtsAndSources()
    {
        var steps = await home.ImportAsync(home.Write("conversations.json", ChatGptExport.File(Sample())));
        var (step, entries) = (steps[0], await home.EntriesAsync(steps[0].Key!));
        Assert.Equal(("chatgpt:c-1:main", "chatgpt", "The title"), (step.Key!.ToString(), step.Format, step.Title));
        Assert.Equal(("What is 2+2?", "chatgpt:c-1:u1"), Assert.IsType<UserEntry>(entries[0]) is var user ? (user.Content, user.Source) : default);
        var assistant = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("I count.", "gpt-x"), (assistant.Reasoning, assistant.Model));
        Assert.Equal(new ToolCall("a1", "python", """{"input":"2+2"}"""), assistant.ToolCalls.Single());
        Assert.Equal(("python", "4\n\nmore"), Assert.IsType<ToolEntry>(entries[2]) is var tool ? (tool.Name, tool.Content) : default);
        Assert.Equal(["Four.", "See this"], entries.Skip(3).Select(entry => entry.Content));
        Assert.Equal(1767322801500 + 1000, entries[0].At.ToUnixTimeMilliseconds());
        Assert.Equal(1, step.Notes["messages that ChatGPT hides, not imported"]);
        Assert.Equal(["attached files that the export does not hold, only named: 1 (u2)"], step.Skipped);
        Assert.Equal(2, steps.Count);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_OtherBranches_BecomeForksThatKnowTheirOriginal()
    {
        var export = new ChatGptExport()
            .Text("u1", "user", "Where to?")
            .Text("a1", "assistant", "Rome.")
            .Text("u2", "user", "And then?")
            .Text("a2", "assistant", "Naples.")
            // Another question after the first answer, with two answers; and another first question.
            .Text("v2", "user", "Why?", "a1").Text("b2", "assistant", "Food.").Text("c2", "assistant", "Light.", "v2")
            .Text("w1", "user", "Who are you?", "root").Text("x1", "assistant", "A model.");
        export.Conversation["current_node"] = "a2";
        var path = home.Write("conversations.json", $"[{export.Conversation.ToJsonString()}]");
        var steps = await home.ImportAsync(path);
        Assert.Equal(["chatgpt:c-1:main", "chatgpt:c-1~w1:main", "chatgpt:c-1~v2:main", "chatgpt:c-1~b2:main"], steps.Select(step => step.Key!.ToString()));
        Assert.All(steps, step => Assert.Equal(("The title", 0), (step.Title, step.Skipped.Count)));
        Assert.Equal(["Where to?", "Rome.", "And then?", "Naples."], (await home.EntriesAsync(steps[0].Key!)).Select(entry => entry.Content));
        Assert.Equal(["Who are you?", "A model."], (await home.EntriesAsync(steps[1].Key!)).Select(entry => entry.Content));
        var fork = await home.EntriesAsync(steps[2].Key!);
        Assert.Equal(["Where to?", "Rome.", "Another branch of chatgpt:c-1:main, from entry 2 on.", "Why?", "Light."], fork.Select(entry => entry.Content));
        Assert.Equal((await home.Store.FindAsync(steps[0].Key!, default))!.Id, Assert.IsType<StateEntry>(fork[2]).ForkedFrom);
        Assert.Equal(["Where to?", "Rome.", "Why?", "Food."], (await home.EntriesAsync(steps[3].Key!)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        await home.AssertSoundAsync();

        // A branch that goes on in a later export goes on here, too.
        export.Text("d2", "user", "More light?", "c2");
        export.Conversation["current_node"] = "a2";
        home.Write("conversations.json", $"[{export.Conversation.ToJsonString()}]");
        Assert.Equal([ImportAction.Extended, ImportAction.Present, ImportAction.Present, ImportAction.Present], (await home.ImportAsync(path)).Select(step => step.Action).Order());
        Assert.Equal("More light?", (await home.EntriesAsync(steps[2].Key!))[^1].Content);
        await home.AssertSoundAsync();
    }

    [Fact]
    public async Task Import_MoreBranchesThanAreCopied_AreNamed()
    {
        var export = new ChatGptExport();
        for (var i = 0; i < 300; i++)
            export.Text($"n{i}", "user", "x");
        for (var i = 0; i < 300; i++)
            export.Text($"b{i}", "assistant", $"b{i}", $"n{i}");
        export.Conversation["current_node"] = "n299";
        var steps = await home.RunAsync(new ImportOptions { DryRun = true }, home.Write("conversations.json", ChatGptExport.File(export)));
        Assert.Equal(201, steps.Count);
        Assert.Equal(100, steps[0].Notes["messages on branches that were given up, not imported"]);
        Assert.StartsWith("messages on branches that were given up, not imported: 100 (b99, ", Assert.Single(steps[0].Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Zip_ReadsConversationsOnly()
    {
        var path = home.Write("export.zip", "");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            Add(zip, "../../etc/conversations.json", ChatGptExport.File(Sample()));
            Add(zip, "user.json", "{}");
        }

        Assert.Equal(["chatgpt:c-1:main", "chatgpt:c-1~x1:main"], (await home.ImportAsync(path)).Select(step => step.Key!.ToString()));
    }

    [Fact]
    public async Task Import_ZipBomb_IsNotUnpacked()
    {
        var path = home.Write("bomb.zip", "");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("conversations.json").Open();
            stream.Write("[{\"mapping\":{\"a\":{\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"hi\"]}}}},\"current_node\":\"a\"},"u8);
            var blanks = new byte[1024 * 1024];
            blanks.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 300; i++)
                stream.Write(blanks);
        }

        var step = Assert.Single(await home.ImportAsync(path), step => step.Action == ImportAction.Failed);
        Assert.Contains("unpacks", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_DamagedConversation_SparesTheOthers()
    {
        var good = ChatGptExport.File(Sample())[1..^1];
        const string Broken = """{"title":"x","mapping":{"a":{"message":nonsense}}},7,{"mapping":3}""";
        var path = home.Write("conversations.json", "[" + Broken + "," + good + ",{\"title\":\"cut\",\"mapping\":{\"a\":");
        var steps = await home.ImportAsync(path);
        Assert.Equal(["chatgpt:c-1:main", "chatgpt:c-1~x1:main"], steps.Where(step => step.Action == ImportAction.Created).Select(step => step.Key!.ToString()));
        Assert.Equal(4, steps.Count(step => step.Action == ImportAction.Failed));
        Assert.Contains(steps, step => step.Message?.Contains("end of the file is missing", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Import_Hostile_NeverStopsTheRest()
    {
        var circle = new ChatGptExport("circle").Text("u1", "user", "a", "u2").Text("u2", "user", "b", "u1");
        var large = new ChatGptExport("large");
        for (var i = 0; i < 100_000; i++)
            large.Text($"n{i}", "user", "x");
        var noNode = new ChatGptExport("none").Text("u1", "user", "old").Text("u2", "user", "new", "root");
        noNode.Conversation["current_node"] = 7;
        var deep = """{"conversation_id":"deep","mapping":{"a":{"message":""" + new string('[', 5000) + new string(']', 5000) + "}}}";
        const string Types = """{"conversation_id":"types","title":[],"create_time":"soon","current_node":"b","mapping":{"a":7,"b":{"parent":"c","message":{"author":"x","content":[]}},"c":{"parent":{},"message":{"author":{"role":"user"},"create_time":1e300,"content":{"content_type":5,"parts":[null,{"a":1},"half \ud83d"]}}}}}""";
        var unnamed = """{"conversation_id":"a\u0000b","mapping":{"a":{"message":{"author":{"role":"user"},"content":{"parts":["hello"]}}}},"current_node":"a"}""";
        var steps = await home.ImportAsync(home.Write("conversations.json", $"[{deep},{Types},{unnamed},{circle.Conversation.ToJsonString()},{noNode.Conversation.ToJsonString()},{large.Conversation.ToJsonString()}]"));
        var made = steps.Where(step => step.Action == ImportAction.Created).ToDictionary(step => step.Key!.ChatId);
        Assert.Equal(["circle", "large", "none", "none~u1", "types"], made.Keys.Where(id => id.Length < 10).Order());
        Assert.Equal(6, made.Count);
        Assert.Equal(100_000, made["large"].Entries);
        Assert.Equal("new", Assert.Single(await home.EntriesAsync("chatgpt:none:main")).Content);
        Assert.Equal("half \uFFFD", Assert.Single(await home.EntriesAsync("chatgpt:types:main")).Content);
        Assert.Single(steps, step => step.Action == ImportAction.Failed);
        await home.AssertSoundAsync();
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }

    private static ChatGptExport Sample() => new ChatGptExport()
        .Text("s1", "system", "Be nice", change: message => message["metadata"]!["is_visually_hidden_from_conversation"] = true)
        .Text("u1", "user", "What is 2+2?")
        .Text("x1", "assistant", "Five.")
        .Message("t1", "assistant", new JsonObject { ["content_type"] = "thoughts", ["thoughts"] = new JsonArray(new JsonObject { ["summary"] = "", ["content"] = "I count." }) }, "u1")
        .Message("a1", "assistant", new JsonObject { ["content_type"] = "code", ["language"] = "python", ["text"] = "2+2" }, change: message => message["recipient"] = "python")
        .Message("r1", "tool", new JsonObject { ["content_type"] = "execution_output", ["text"] = "4" })
        .Message("r2", "tool", new JsonObject { ["content_type"] = "execution_output", ["text"] = "more" })
        .Text("a2", "assistant", "Four.")
        .Message("u2", "user", new JsonObject { ["content_type"] = "multimodal_text", ["parts"] = new JsonArray("See this", new JsonObject { ["content_type"] = "image_asset_pointer" }) });
}
