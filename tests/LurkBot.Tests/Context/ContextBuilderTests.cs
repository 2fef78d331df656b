using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Context;

public sealed class ContextBuilderTests
{
    private const int Budget = 1200;

    public static TheoryData<ContextStrategy> Strategies() => [.. Enum.GetValues<ContextStrategy>()];

    /// <summary>As an older version stored what a server without ids said.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("call_1")]
    public void Build_CallsOfAStepThatShareAnId_EachHasItsResult(string id)
    {
        Entry[] entries =
        [
            new UserEntry { Id = 1, Turn = 1, Content = "Read both." },
            new AssistantEntry { Id = 2, Turn = 1, ToolCalls = [new ToolCall(id, "read", "{}"), new ToolCall(id, "read", "{}")], Heard = [1] },
            new ToolEntry { Id = 3, Turn = 1, ToolCallId = id, Name = "read", Content = "alpha" },
            new ToolEntry { Id = 4, Turn = 1, ToolCallId = id, Name = "read", Content = "beta" },
        ];
        var messages = ContextBuilder.Build(entries, new ContextSettings()).Messages;
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().ToList();
        Assert.Equal(["alpha", "beta"], results.Select(result => result.Result));
        Assert.Equal(messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId), results.Select(result => result.CallId));
        Assert.NotEqual(results[0].CallId, results[1].CallId);
    }

    [Fact]
    public void Invariant04_CallWithoutAResult_IsShownAsInterrupted()
    {
        Entry[] entries =
        [
            new UserEntry { Id = 1, Turn = 1, Content = "Read both." },
            new AssistantEntry { Id = 2, Turn = 1, ToolCalls = [new ToolCall("a", "read", "{}"), new ToolCall("b", "read", "{}")], Heard = [1] },
            new ToolEntry { Id = 3, Turn = 1, ToolCallId = "b", Name = "read", Content = "beta" },
        ];
        var results = ContextBuilder.Build(entries, new ContextSettings()).Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>();
        Assert.Equal([("a", ContextMessages.InterruptedResult), ("b", "beta")], results.Select(result => (result.CallId, (string)result.Result!)));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Invariant05_AnyLife_ContextsAreWithinBudgetValidAndGrowOnlyAtTheirEnd(ContextStrategy strategy)
    {
        var settings = new ContextSettings { Strategy = strategy, MaxTokens = Budget, Overhead = 50 };
        var (calls, jumps, grown, refused) = (0, 0, 0, 0);
        for (var life = 0; life < 60; life++)
        {
            (List<string> Shown, ContextRecord Record)? before = null;
            var lived = new LivedSession(settings, new PCG((uint)life + 1, 20261126))
            {
                OnCall = (entries, view) =>
                {
                    calls++;
                    Assert.InRange(view.Tokens, 0, Budget);
                    AssertValid(view);
                    AssertShows(entries, view);
                    var shown = view.Messages.Select(Show).ToList();
                    Assert.Equal(shown, ContextBuilder.Build(entries, settings).Messages.Select(Show));
                    if (before is { } last && !Same(last.Record, view.Record))
                        jumps++;
                    else if (before is not null && !Changed(entries))
                        grown += AssertGrew(before.Value.Shown, shown);
                    before = (shown, view.Record);
                },
            };
            for (var i = 0; i < 60; i++)
            {
                try
                {
                    await lived.StepAsync();
                    var (whole, read) = (await lived.CallAsync(), await lived.CallFromReaderAsync());
                    Assert.Equal(whole.Messages.Select(Show), read.Messages.Select(Show));
                    Assert.Equal(whole.Record.ToJson(), read.Record.ToJson());
                }
                catch (LurkBotException e)
                {
                    Assert.Contains("LURKBOT_MAX_CONTEXT_TOKENS", e.Message, StringComparison.Ordinal);
                    refused++;
                }
            }
        }

        Assert.True(calls > 3000 && jumps > 50 && grown > calls / 3 && refused < calls / 30, $"{calls} {jumps} {grown} {refused}");
    }

    [Fact]
    public void Build_LongLife_JumpsSeldomAndKeepsHalf()
    {
        var settings = new ContextSettings { MaxTokens = 2000 };
        var (entries, starts) = (new List<Entry>(), new List<long>());
        for (var turn = 0; turn < 200; turn++)
        {
            var id = entries.Count + 1;
            entries.Add(new UserEntry { Id = id, Turn = id, Content = $"question {turn} " + new string('x', 100) });
            var view = ContextBuilder.Build(entries, settings);
            starts.Add(view.Record.From);
            entries.Add(new AssistantEntry { Id = id + 1, Turn = id, Content = "answer " + new string('y', 100), Context = view.Record });
        }

        var jumps = starts.Zip(starts.Skip(1)).Count(pair => pair.First != pair.Second);
        Assert.InRange(jumps, 3, 20);
        var last = ContextBuilder.Build(entries, settings);
        Assert.InRange(last.Tokens, 900, 2000);
        Assert.True(last.Stable > last.Tokens / 2);
    }

    [Fact]
    public void Build_OneTurnOfManySteps_KeepsItsQuestion()
    {
        var entries = new List<Entry> { new UserEntry { Id = 1, Turn = 1, Content = "the question" } };
        for (var i = 0; i < 40; i++)
        {
            entries.Add(new AssistantEntry { Id = entries.Count + 1, Turn = 1, ToolCalls = [new ToolCall($"c{i}", "bash", "{}")] });
            entries.Add(new ToolEntry { Id = entries.Count + 1, Turn = 1, ToolCallId = $"c{i}", Name = "bash", Content = new string('z', 300) });
        }

        var view = ContextBuilder.Build(entries, new ContextSettings { MaxTokens = 1500 });
        Assert.Equal("the question", view.Messages[0].Text);
        Assert.InRange(view.Tokens, 500, 1500);
        AssertValid(view);
    }

    [Fact]
    public void Build_MessageLongerThanTheBudget_SaysSoAndWhatToDo()
    {
        var e = Assert.Throws<LurkBotException>(() => ContextBuilder.Build([new UserEntry { Id = 1, Turn = 1, Content = new string('x', 100_000) }], new ContextSettings { MaxTokens = 1000 }));
        Assert.Contains("LURKBOT_MAX_CONTEXT_TOKENS", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_PinnedBeforeASummary_StaysWordForWord()
    {
        var entries = new List<Entry>();
        for (var i = 0; i < 6; i++)
        {
            entries.Add(new UserEntry { Id = entries.Count + 1, Turn = entries.Count + 1, Content = $"question {i}" });
            entries.Add(new AssistantEntry { Id = entries.Count + 1, Turn = entries.Count, Content = $"answer {i}" });
        }

        entries.Add(new PinEntry { Id = 13, Turn = 11, Covers = new EntryRange(3, 4) });
        entries.Add(new SummaryEntry { Id = 14, Turn = 11, Covers = new EntryRange(1, 10), Content = "## Goal\nshort" });
        var view = ContextBuilder.Build(entries, new ContextSettings());
        Assert.Equal(
            ["[Summary of entries #1 to #10 of this conversation, made by LurkBot]\n## Goal\nshort", "question 1", "answer 1", "question 5", "answer 5"],
            view.Messages.Select(message => message.Text));
        Assert.Equal([ContextPartKind.Summary, ContextPartKind.Pinned, ContextPartKind.Newest], view.Parts.Select(part => part.Kind));
        entries.Add(new UndoEntry { Id = 15, Turn = 11, Undoes = 14 });
        Assert.Equal(12, ContextBuilder.Build(entries, new ContextSettings()).Messages.Count);
    }

    [Fact]
    public void Build_Truncate_ShowsTheBeginningAndShortensLongResults()
    {
        var entries = new List<Entry>();
        for (var i = 0; i < 40; i++)
        {
            var turn = entries.Count + 1;
            entries.Add(new UserEntry { Id = turn, Turn = turn, Content = $"question {i}" });
            entries.Add(new AssistantEntry { Id = turn + 1, Turn = turn, ToolCalls = [new ToolCall("c", "bash", "{}")] });
            entries.Add(new ToolEntry { Id = turn + 2, Turn = turn, ToolCallId = "c", Name = "bash", Content = new string('z', 5000) });
            entries.Add(new AssistantEntry { Id = turn + 3, Turn = turn, Content = $"answer {i}" });
        }

        var view = ContextBuilder.Build(entries, new ContextSettings { MaxTokens = 8000, Strategy = ContextStrategy.Truncate });
        Assert.Equal("question 0", view.Messages[0].Text);
        Assert.Contains(view.Messages, message => message.Text.Contains("are left out here", StringComparison.Ordinal));
        Assert.Equal("answer 39", view.Messages[^1].Text);
        Assert.All(view.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>(), result => Assert.InRange(result.Result!.ToString()!.Length, 1000, 2000));
        Assert.InRange(view.Tokens, 3000, 8000);
    }

    [Fact]
    public void Build_ProvidersOwnCount_IsTheAnchor()
    {
        List<Entry> entries = [new UserEntry { Id = 1, Turn = 1, Content = "hello" }];
        var settings = new ContextSettings { MaxTokens = 1000, Overhead = 100 };
        var record = ContextBuilder.Build(entries, settings).Record;
        entries.Add(new AssistantEntry { Id = 2, Turn = 1, Content = "hi", Context = record, Usage = new Usage(200, 10, 0) });
        var estimated = settings.Counter.Count(new UserEntry { Content = "and now?" });
        entries.Add(new UserEntry { Id = 3, Turn = 3, Content = "and now?" });
        Assert.Equal(210 + estimated, ContextBuilder.Build(entries, settings).Tokens);
        entries[1] = (AssistantEntry)entries[1] with { Usage = new Usage(1_000_000, 10, 0) };
        Assert.InRange(ContextBuilder.Build(entries, settings).Tokens, 100, 200);
    }

    [Fact]
    public void Build_ShortenedResultBehindTheProvidersCount_CountsAsItIsShown()
    {
        var settings = new ContextSettings { MaxTokens = 5000, Overhead = 1000 };
        List<Entry> entries = [new UserEntry { Id = 1, Turn = 1, Content = "look" }];
        for (var step = 0; step < 3; step++)
        {
            var record = ContextBuilder.Build(entries, settings).Record;
            entries.Add(new AssistantEntry { Id = entries.Count + 1, Turn = 1, ToolCalls = [new ToolCall("c", "glob", "{}")], Context = record, Usage = new Usage(1200 + (step * 600), 20, 0) });
            entries.Add(new ToolEntry { Id = entries.Count + 1, Turn = 1, ToolCallId = "c", Name = "glob", Content = new string('x', 7200) });
        }

        var view = ContextBuilder.Build(entries, settings);
        Assert.InRange(view.Tokens, 2500, 3500);
        Assert.Equal(7, view.Messages.Count);
    }

    [Theory]
    [InlineData(ContextStrategy.Sliding)]
    [InlineData(ContextStrategy.Truncate)]
    [InlineData(ContextStrategy.Summarize)]
    public void Build_LongMessageThatJustFits_IsShownBeforeWhatStrategiesAdd(ContextStrategy strategy)
    {
        var entries = new List<Entry>();
        for (var i = 0; i < 40; i++)
        {
            entries.Add(new UserEntry { Id = entries.Count + 1, Turn = entries.Count + 1, Content = $"question {i} {new string('x', 200)}" });
            entries.Add(new AssistantEntry { Id = entries.Count + 1, Turn = entries.Count, Content = $"answer {i} {new string('x', 200)}" });
        }

        entries.Add(new UserEntry { Id = 81, Turn = 81, Content = new string('x', 13_500) });
        var view = ContextBuilder.Build(entries, new ContextSettings { MaxTokens = 4000, Strategy = strategy });
        Assert.InRange(view.Tokens, 3800, 4000);
        Assert.Equal(81, view.Parts[^1].FirstId);
    }

    [Fact]
    public void Build_SystemPromptLongerThanTheBudget_NamesIt()
    {
        var e = Assert.Throws<LurkBotException>(() => ContextBuilder.Build([new UserEntry { Id = 1, Turn = 1, Content = "hi" }], new ContextSettings { MaxTokens = 1000, Overhead = 2900 }));
        Assert.StartsWith("The system prompt and the tools take about 2900 tokens", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_EntriesWithoutATurn_StayWhereTheyAre()
    {
        List<Entry> entries = [new UserEntry { Id = 1, Turn = 1, Content = "one" }, new AssistantEntry { Id = 2, Turn = 1, Content = "two" }, new UserEntry { Id = 3, Content = "three" }, new AssistantEntry { Id = 4, Content = "four" }, new UserEntry { Id = 5, Turn = 5, Content = "five" }];
        Assert.Equal(["one", "two", "three", "four", "five"], ContextBuilder.Build(entries, new ContextSettings()).Messages.Select(message => message.Text));
    }

    [Fact]
    public void Build_SummaryWithinAnother_IsNotShown()
    {
        List<Entry> entries =
        [
            new UserEntry { Id = 1, Turn = 1, Content = "one" }, new AssistantEntry { Id = 2, Turn = 1, Content = "two" }, new UserEntry { Id = 3, Turn = 3, Content = "three" },
            new SummaryEntry { Id = 4, Turn = 3, Covers = new EntryRange(1, 2), Content = "whole" }, new SummaryEntry { Id = 5, Turn = 3, Covers = new EntryRange(2, 2), Content = "part" },
        ];
        Assert.Equal(2, ContextBuilder.Build(entries, new ContextSettings()).Messages.Count);
    }

    /// <summary>A message that was accepted while a tool ran stands between the call and its result.</summary>
    [Fact]
    public void Build_PinnedMessageThatCameDuringAStep_DoesNotPinTheStep()
    {
        List<Entry> entries =
        [
            new UserEntry { Id = 1, Turn = 1, Content = "one", Accepted = "home" },
            new AssistantEntry { Id = 2, Turn = 1, Content = "step", Heard = [1], ToolCalls = [new ToolCall("c", "bash", "{}")] },
            new UserEntry { Id = 3, Turn = 3, Content = "two", Accepted = "home" },
            new ToolEntry { Id = 4, Turn = 1, ToolCallId = "c", Name = "bash", Content = "result" },
            new AssistantEntry { Id = 5, Turn = 1, Content = "1", Answers = [1] },
            new AssistantEntry { Id = 6, Turn = 3, Content = "2", Heard = [3], Answers = [3] },
            new SummaryEntry { Id = 7, Turn = 3, Covers = new EntryRange(1, 6), Content = "short" },
            new PinEntry { Id = 8, Turn = 3, Covers = new EntryRange(3, 3) },
        ];
        Assert.Equal(["two"], ContextBuilder.Build(entries, new ContextSettings()).Messages.Skip(1).Select(message => message.Text));
    }

    private static int AssertGrew(List<string> before, List<string> shown)
    {
        Assert.Equal(before, shown.Take(before.Count));
        return 1;
    }

    /// <summary>Whether something but the turn itself came since the newest response.</summary>
    private static bool Changed(IReadOnlyList<Entry> entries) =>
        entries.Reverse().TakeWhile(entry => entry is not AssistantEntry { Context: not null }).Any(entry => entry is SystemEntry or AssistantEntry);

    private static bool Same(ContextRecord one, ContextRecord other) => one.From == other.From && one.Summaries.SequenceEqual(other.Summaries) && one.Pinned.SequenceEqual(other.Pinned) && one.ShortenedThrough == other.ShortenedThrough;

    /// <summary>The newest message of a person is always shown; nothing is that was cleared or taken back.</summary>
    private static void AssertShows(IReadOnlyList<Entry> entries, ContextView view)
    {
        var visible = EffectiveHistory.Visible(entries);
        if (visible.LastOrDefault(entry => entry is UserEntry or AssistantEntry) is UserEntry newest)
            Assert.Equal(newest.Content, view.Messages[^1].Text);
        var ids = visible.Select(entry => entry.Id).ToHashSet();
        Assert.All(view.Parts, part => Assert.True(part.Kind is ContextPartKind.Summary or ContextPartKind.Digest || (ids.Contains(part.FirstId) && ids.Contains(part.LastId))));
    }

    private static void AssertValid(ContextView view)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        Assert.True(view.Messages.Count == 0 || view.Messages[0].Role == ChatRole.User);
        foreach (var message in view.Messages)
        {
            if (message.Role == ChatRole.Tool)
            {
                Assert.True(open.SetEquals(message.Contents.Cast<FunctionResultContent>().Select(result => result.CallId)));
                open.Clear();
                continue;
            }

            Assert.Empty(open);
            foreach (var call in message.Contents.OfType<FunctionCallContent>())
                Assert.True(open.Add(call.CallId));
        }

        Assert.Empty(open);
    }

    private static string Show(ChatMessage message) => message.Role.Value + ": " + string.Join('|', message.Contents.Select(content => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.CallId} {call.Name}",
        FunctionResultContent result => $"{result.CallId} {result.Result}",
        _ => content.ToString(),
    }));
}
