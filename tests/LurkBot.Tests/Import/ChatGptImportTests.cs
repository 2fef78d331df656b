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
        var (step, entries) = await home.ImportOneAsync(home.Write("conversations.json", ChatGptExport.File(Sample())));
        Assert.Equal(("chatgpt:c-1:main", "chatgpt", "The title"), (step.Key!.ToString(), step.Format, step.Title));
        Assert.Equal(("What is 2+2?", "chatgpt:c-1:u1"), Assert.IsType<UserEntry>(entries[0]) is var user ? (user.Content, user.Source) : default);
        var assistant = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("I count.", "gpt-x"), (assistant.Reasoning, assistant.Model));
        Assert.Equal(new ToolCall("a1", "python", """{"input":"2+2"}"""), assistant.ToolCalls.Single());
        Assert.Equal(("python", "4\n\nmore"), Assert.IsType<ToolEntry>(entries[2]) is var tool ? (tool.Name, tool.Content) : default);
        Assert.Equal(["Four.", "See this"], entries.Skip(3).Select(entry => entry.Content));
        Assert.Equal(1767322801500 + 1000, entries[0].At.ToUnixTimeMilliseconds());
        Assert.Equal(1, step.Notes["messages on branches that were given up, not imported"]);
        Assert.Equal(1, step.Notes["messages that ChatGPT hides, not imported"]);
        Assert.Equal(1, step.Notes["images, not imported"]);
        await home.AssertSoundAsync();
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

        var (step, _) = await home.ImportOneAsync(path);
        Assert.Equal("chatgpt:c-1:main", step.Key!.ToString());
    }

    [Fact]
    public async Task Import_ZipBomb_IsNotUnpacked()
    {
        var path = home.Write("bomb.zip", "");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("conversations.json").Open();
            stream.Write("["u8);
            var blanks = new byte[1024 * 1024];
            blanks.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 300; i++)
                stream.Write(blanks);
        }

        var step = Assert.Single(await home.ImportAsync(path));
        Assert.Equal(ImportAction.Failed, step.Action);
        Assert.Contains("unpacks", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_DamagedConversation_SparesTheOthers()
    {
        var good = ChatGptExport.File(Sample())[1..^1];
        const string Broken = """{"title":"x","mapping":{"a":{"message":nonsense}}},7,{"mapping":3}""";
        var path = home.Write("conversations.json", "[" + Broken + "," + good + ",{\"title\":\"cut\",\"mapping\":{\"a\":");
        var steps = await home.ImportAsync(path);
        Assert.Equal("chatgpt:c-1:main", Assert.Single(steps, step => step.Action == ImportAction.Created).Key!.ToString());
        Assert.Equal(3, steps.Count(step => step.Action == ImportAction.Failed));
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
        Assert.Equal(5, made.Count);
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
