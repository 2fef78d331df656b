using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Models;

/// <summary>Whatever a history holds, what a model sees of it is valid on its wire.</summary>
public sealed class ValidHistoryTests
{
    private static readonly Gen<string> Texts = Gen.OneOf("", " ", "\n", "hello", "你好 😀", "\"quoted\" \u0001", new string('x', 500));
    private static readonly Gen<string> Ids = Gen.OneOf("", "c1", "c1", "c2", "call.3", "a b", "ünï", new string('i', 80));
    private static readonly Gen<string> Names = Gen.OneOf("bash", "", "mcp.tool", "1st", "read file", new string('n', 90));
    private static readonly Gen<string> Arguments = Gen.OneOf("{}", """{"a":1}""", "[]", "null", "{broken", """{"a":{"b":[1,"x"]}}""");

    private static readonly Gen<string> Files = Gen.OneOf(
        "[]", "{}", """[1,{"name":5},{"name":"a\u0007\nb"}]""",
        $$"""[{"name":"cat.png","media_type":"image/png","size":9,"blob":"{{new string('0', 64)}}"}]""",
        $$"""[{"name":"x","media_type":"image/tiff","size":-1,"blob":"{{new string('0', 64)}}"},{"media_type":"text/plain","blob":"../../etc/passwd"}]""");

    private static readonly Gen<string> Proofs = Gen.OneOf(
        """{"provider":"anthropic","blocks":[{"length":7,"signature":"c2ln"}]}""", """{"provider":"anthropic","blocks":[{"length":7,"signature":"c2ln"},{"length":0,"redacted":"ZGF0YQ=="}]}""",
        """{"provider":"openai","blocks":[{"length":7,"signature":"c2ln"}]}""", """{"provider":"anthropic","blocks":[{"length":-7}]}""", """{"provider":1}""", "[]");

    private static readonly Gen<string> Ranges = Gen.OneOf(Gen.Select(Gen.Long[1, 12], Gen.Long[0, 6]).Select((first, more) => $"[{first},{first + more}]"), Gen.OneOf("[5,2]", "[1,9007199254740991]", "[0,0]", "{}", "[\"a\",1]"));

    private static readonly Gen<Entry> Entries = Gen.OneOf<Entry>(
        Texts.Select(text => (Entry)new UserEntry { Content = text }),
        Gen.Select(Texts, Files).Select((text, files) => Read("user", text, $"\"attachments\":{files}")),
        Texts.Select(text => (Entry)new AssistantEntry { Content = text }),
        Gen.Select(Texts, Gen.Select(Ids, Names, Arguments).Array[1, 3]).Select((text, calls) => (Entry)new AssistantEntry { Content = text, ToolCalls = [.. calls.Select(call => new ToolCall(call.Item1, call.Item2, call.Item3))] }),
        Gen.Select(Ids, Texts, Proofs).Select((id, text, proof) => (Entry)new AssistantEntry { Content = text, ToolCalls = [new ToolCall(id, "bash", "{}")], Reasoning = "thought", ReasoningProof = proof }),
        Gen.Select(Ids, Texts, Gen.Bool).Select((id, text, error) => (Entry)new ToolEntry { ToolCallId = id, Name = "bash", Content = text, Error = error }),
        Gen.OneOf(SystemKinds.Notice, SystemKinds.Clear, SystemKinds.State, SystemKinds.Tombstone).Select(kind => Read("system", "", $"\"kind\":\"{kind}\"")),
        Gen.Long[1, 20].Select(id => (Entry)new UndoEntry { Undoes = id }),
        Gen.Select(Gen.OneOf(SystemKinds.Summary, SystemKinds.Shorten, SystemKinds.Pin), Ranges, Texts).Select((kind, range, text) => Read("system", text, $"\"kind\":\"{kind}\",\"covers\":{range}")),
        Gen.Select(Texts, Gen.Long[0, 15], Ranges).Select((text, from, summaries) => Read("assistant", text, $$""" "context":{"from":{{from}},"budget":600,"summaries":{{summaries}}} """)));

    private static Entry Read(string role, string text, string field) => EntryLine.Read($$"""{"role":"{{role}}",{{field}}}""") with { Content = text };

    [Fact]
    public async Task Invariant05_TenThousandHistories_AreAcceptedOnEachWire()
    {
        var problems = new List<string>();
        using var server = new LoopbackServer((path, body) =>
        {
            if (WireValidator.Problem(path, body) is not { } problem)
                return ModelClientsTests.Answer(path, stream: false);
            problems.Add($"{problem} {body}");
            return (400, "application/json", """{"error":{"message":"refused"}}""");
        });
        server.KeepsBodies = false;
        await using var session = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:v:main"), default);
        var clients = Scenarios.Models.Select(model => new ModelClients(ModelFailureTests.Options(server.Address), TimeProvider.System).Create(model)).ToList();
        var attaching = clients.Select(client => new AttachmentChatClient(client, session)).ToList();
        var (random, refused) = (new PCG(1), 0);
        for (var i = 0; i < 10_000; i++)
        {
            var history = Numbered(Entries.Array[0, 14].Generate(random, null, out _));
            var settings = new ContextSettings { MaxTokens = i % 3 == 0 ? 600 : 100_000, Strategy = (ContextStrategy)(i / 3 % 3) };
            if (Build(history, settings) is not { } view)
            {
                refused++;
                continue;
            }

            await attaching[i % attaching.Count].GetResponseAsync(view.Messages);
            Assert.True(problems.Count == 0, problems.FirstOrDefault());
        }

        Assert.InRange(refused, 0, 500);
        clients.ForEach(client => client.Dispose());
    }

    /// <summary>Null when what is pinned leaves no room, which only the small budget does.</summary>
    private static ContextView? Build(List<Entry> history, ContextSettings settings)
    {
        try
        {
            return ContextBuilder.Build(history, settings);
        }
        catch (LurkBotException e) when (settings.MaxTokens < 1000 && e.Message.Contains("/unpin", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>As a store numbers them, with the turn's own message at the end.</summary>
    private static List<Entry> Numbered(Entry[] entries)
    {
        var (history, turn) = (new List<Entry>(), 0L);
        foreach (var entry in entries.Append(new UserEntry { Content = "and now?" }))
        {
            var id = history.Count + 1;
            turn = entry is UserEntry || turn == 0 ? id : turn;
            history.Add(entry with { Id = id, Turn = turn });
        }

        return history;
    }
}
