using System.Text;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Benchmarks;

/// <summary>A conversation of 1,000 turns with tool calls, from a fixed seed, replayed under each strategy within 8,000 tokens: what each request holds.</summary>
internal static class ReplayBenchmark
{
    private const int Turns = 1000;
    private const int Budget = 8000;

    private static readonly string[] Words = "the a of to and in we you that is it for on was with as be at this have from or by one had not but what all were when there can an your which their if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know".Split(' ');

    /// <summary>Prints the table.</summary>
    public static async Task RunAsync()
    {
        Console.WriteLine("| context strategy | compaction | identifiers kept | tokens sent per request | compression | same bytes as the request before | jumps | fewest turns between two |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var strategy in Enum.GetValues<ContextStrategy>())
        {
            foreach (var compaction in (CompactionStrategy?[])[null, .. Enum.GetValues<CompactionStrategy>()])
                Console.WriteLine(await ReplayAsync(strategy, compaction));
        }
    }

    private static async Task<string> ReplayAsync(ContextStrategy strategy, CompactionStrategy? compaction)
    {
        var random = new Random(20261126);
        var context = new ContextSettings { Strategy = strategy, MaxTokens = Budget, Overhead = 200 };
        var settings = new CompactionSettings { Strategy = compaction ?? CompactionStrategy.Truncate, Context = context, LongestSummary = Budget / 8, Window = 128_000 };
        var compactor = new SessionCompactor(new ExtractingModel(), settings, TimeProvider.System);
        await using var session = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:replay:main"), default);
        var (identifiers, before, sent, same, requests) = (new HashSet<string>(StringComparer.Ordinal), "", 0L, 0.0, 0);
        var (jumps, lastJump, fewest, record) = (0, -1, int.MaxValue, (ContextRecord?)null);
        for (var turn = 0; turn < Turns; turn++)
        {
            var question = $"{Say(random, 25)} {Identifier(random, identifiers)}?";
            var id = (await session.AppendAsync([new UserEntry { Content = question, Sender = new Sender("1", "Ada", Trust.Full) }], default))[0].Id;
            for (var step = random.Next(3); step >= 0; step--)
            {
                var view = ContextBuilder.Build(await ContextReader.ReadAsync(session, context, default), context);
                var request = Text(view);
                requests++;
                sent += view.Tokens;
                same += (double)Common(before, request) / request.Length;
                before = request;
                if (record is not null && (record.From != view.Record.From || !record.Summaries.SequenceEqual(view.Record.Summaries)))
                {
                    jumps++;
                    fewest = lastJump < 0 ? fewest : Math.Min(fewest, turn - lastJump);
                    lastJump = turn;
                }

                record = view.Record;
                await session.AppendAsync(step == 0
                    ? [new AssistantEntry { Turn = id, Content = Say(random, 40), Context = view.Record }]
                    : [new AssistantEntry { Turn = id, ToolCalls = [new ToolCall($"c{step}", "bash", $"{{\"command\":\"ls {step}\"}}")], Context = view.Record }, new ToolEntry { Turn = id, ToolCallId = $"c{step}", Name = "bash", Content = Say(random, random.Next(40) == 0 ? 1500 : 50) }],
                    default);
            }

            if (compaction is not null)
                await compactor.RunAsync(session, new CompactionRequest(CompactionTrigger.Growth, "bench", "m", new TurnLeaseRequest("bench", TimeSpan.Zero)), default);
        }

        var all = (await session.ReadAllAsync(default)).Sum(context.Counter.Count);
        var last = ContextBuilder.Build(await session.ReadAllAsync(default), context);
        var kept = identifiers.Count(identifier => before.Contains(identifier, StringComparison.Ordinal));
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"| {strategy.ToString().ToLowerInvariant()} | {compaction?.ToString().ToLowerInvariant() ?? "none"} | {kept} of {identifiers.Count} | {sent / requests} | {all / (double)last.Tokens:0.0} | {same / requests:P1} | {jumps} | {(fewest == int.MaxValue ? "-" : fewest)} |");
    }

    private static string Say(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));

    private static string Identifier(Random random, HashSet<string> identifiers)
    {
        if (random.Next(10) > 0)
            return "there";
        var identifier = random.Next(3) switch
        {
            0 => $"/srv/data/{random.Next(10_000)}/report.pdf",
            1 => $"PRJ-{random.Next(100_000)}",
            _ => $"https://example.com/{random.Next(100_000)}",
        };
        identifiers.Add(identifier);
        return identifier;
    }

    private static string Text(ContextView view)
    {
        var text = new StringBuilder();
        foreach (var message in view.Messages)
        {
            text.Append(message.Role.Value).Append(": ");
            foreach (var content in message.Contents)
                text.Append(content switch { TextContent said => said.Text, FunctionCallContent call => call.Name, FunctionResultContent result => result.Result?.ToString(), _ => "" });
            text.Append('\n');
        }

        return text.ToString();
    }

    private static int Common(string one, string other) => one.AsSpan().CommonPrefixLength(other);

    /// <summary>A model that summarizes as a middling one would: it keeps the headings and forgets the identifiers.</summary>
    private sealed class ExtractingModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, string.Join('\n', SummaryHeadings.All.Select(heading => $"{heading}\n- as said before")));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
